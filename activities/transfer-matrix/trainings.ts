import { z } from 'zod';
import type { TransferRow } from './rows.ts';

/** How one training does over all test signals. */
export const trainingRow = z.strictObject({
  train: z.string(),
  is_reference: z.boolean(),
  /** Whether it is trained on none of the test signals alone: on a sum of signals, for instance. */
  is_generic: z.boolean(),
  /** Test signals that it has a limit for. */
  tests: z.int().nonnegative(),
  /** Geometric mean of the normalised limits; null without one. */
  mean_normalised: z.number().nullable(),
  /** The largest, and the test signal that it is of. */
  worst_normalised: z.number().nullable(),
  worst_test: z.string().nullable(),
  /** Test signals for which its limit is the strongest of all. */
  strongest: z.int().nonnegative(),
  /** Test signals for which its limit is stronger than that of every reference. */
  better_than_reference: z.int().nonnegative(),
});
export type TrainingRow = z.infer<typeof trainingRow>;

/** @param matrix complete, with what each limit is divided by */
export function trainingsOf(matrix: readonly TransferRow[]): readonly TrainingRow[] {
  const tests = new Set(matrix.map(({ test }) => test));
  const strongest = new Map(
    [...tests].map((test) => [
      test,
      Math.min(...matrix.flatMap((row) => (row.test === test && row.limit !== null ? [row.limit] : []))),
    ]),
  );
  return [...new Set(matrix.map(({ train }) => train))].map((train) => {
    const own = matrix.filter((row) => row.train === train);
    const reference = own.some(({ is_reference: is }) => is);
    const known = own.filter(({ limit }) => limit !== null);
    const relative = own.flatMap(({ normalised: value, test }) => (value === null ? [] : [{ value, test }]));
    const worst = relative.reduce<(typeof relative)[number] | undefined>(
      (most, one) => (most === undefined || one.value > most.value ? one : most),
      undefined,
    );
    const logarithms = relative.reduce((sum, { value }) => sum + Math.log(value), 0);
    return {
      train,
      is_reference: reference,
      is_generic: !reference && !tests.has(train),
      tests: known.length,
      mean_normalised: relative.length === 0 ? null : Math.exp(logarithms / relative.length),
      worst_normalised: worst?.value ?? null,
      worst_test: worst?.test ?? null,
      strongest: known.filter(({ limit, test }) => limit === strongest.get(test)).length,
      better_than_reference: known.filter(({ over_reference: ratio }) => ratio !== null && ratio < 1).length,
    };
  });
}
