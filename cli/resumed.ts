import type { RunRecord } from '../schemas/index.ts';

/** The tasks of a run that went on from a checkpoint, with the epochs that it spared. */
export function resumedTasks({ tasks }: Pick<RunRecord, 'tasks'>): readonly (readonly [id: string, epochs: number])[] {
  return Object.entries(tasks).flatMap(([id, { state, resumed }]) =>
    state === 'done' && resumed !== undefined ? [[id, resumed] as const] : [],
  );
}

/** `resumed from checkpoints: train[category=DH_LDS_low] (5.2 epochs not done again)`; undefined when none was. */
export function describeResumed(record: Pick<RunRecord, 'tasks'>): string | undefined {
  const resumed = resumedTasks(record);
  if (resumed.length === 0) return undefined;
  const named = resumed.slice(0, 10).map(([id, epochs]) => `${id} (${epochs.toFixed(1)} epochs not done again)`);
  const more = resumed.length - named.length;
  return `resumed from checkpoints: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
