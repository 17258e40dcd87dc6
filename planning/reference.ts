import type { InputFile } from '../schemas/index.ts';

/** The `task.output` that an input takes; undefined for a source file. */
export function referenceOf(input: InputFile): string | undefined {
  if (typeof input === 'string') return input;
  if ('gather' in input) return input.gather;
  return 'pick' in input ? input.pick : undefined;
}
