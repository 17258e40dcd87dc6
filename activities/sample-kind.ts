import { InputError } from '../schemas/index.ts';

/** Whether a gathered sample is signal. @throws InputError `sample-kind` for anything but signal and background */
export function isSignal(kind: unknown, sample: string): boolean {
  if (kind === 'signal' || kind === 'background') return kind === 'signal';
  throw new InputError('sample-kind', `the sample's attribute kind is ${JSON.stringify(kind ?? null)}`, {
    place: { sample },
    expected: "'signal' or 'background'",
    mend: 'gather signal and background only, and carry their kind along (with: [kind, ...])',
  });
}
