import { z } from 'zod';

/** The subsets of a sample. The index is the code in the column `split`: 0 train, 1 validation, 2 test. */
export const SPLITS = ['train', 'validation', 'test'] as const;

export const splitName = z.enum(SPLITS);
export type SplitName = z.infer<typeof splitName>;

/** One value for each subset. */
export const perSplit = <T extends z.ZodType>(value: T) =>
  z.strictObject({ train: value, validation: value, test: value });

/** One value for signal and one for background. */
export const perClass = <T extends z.ZodType>(value: T) => z.strictObject({ signal: value, background: value });
