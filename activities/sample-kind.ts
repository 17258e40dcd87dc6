import { InputError, type Table } from '../schemas/index.ts';
import { wholeNumberColumn } from '../science/weights/index.ts';

/**
 * The column `label` of a table of scores of simulated events: 1 signal, 0 background.
 * @throws InputError `data-events` where data are among them
 */
export function simulatedLabels(table: Table, sample: string): Int8Array {
  const labels = Int8Array.from(wholeNumberColumn(table, 'label', sample), Number);
  if (!labels.includes(2)) return labels;
  throw new InputError('data-events', 'there are data among the scored events', {
    place: { sample },
    expected: 'events of signal and background',
    mend: 'score data by a task of their own',
  });
}

/** Whether a gathered sample is signal. @throws InputError `sample-kind` for anything but signal and background */
export function isSignal(kind: unknown, sample: string): boolean {
  if (kind === 'signal' || kind === 'background') return kind === 'signal';
  throw new InputError('sample-kind', `the sample's attribute kind is ${JSON.stringify(kind ?? null)}`, {
    place: { sample },
    expected: "'signal' or 'background'",
    mend: 'gather signal and background only, and carry their kind along (with: [kind, ...])',
  });
}
