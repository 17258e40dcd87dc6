import type { InputFile, SingleInputFile } from '../schemas/index.ts';

/** The `task.output` that an input takes; undefined for a source file. */
export function referenceOf(input: SingleInputFile): string | undefined {
  if (typeof input === 'string') return input;
  if ('gather' in input) return input.gather;
  return 'pick' in input ? input.pick : undefined;
}

/** The parts of an input: those of a list, or itself. */
export const partsOf = (input: InputFile): readonly SingleInputFile[] => (Array.isArray(input) ? input : [input]);
