import type { Plan, RecordInput } from '../../schemas/index.ts';

/** Indices of the plan's targets that want to hear of this end. A run that was cancelled, or waits for a person, tells nobody. */
export function targetsFor({ notify }: Plan, state: RecordInput['state']): readonly number[] {
  if (notify === undefined || (state !== 'completed' && state !== 'failed')) return [];
  return notify.targets.flatMap(({ on }, index) => (on.includes(state) ? [index] : []));
}
