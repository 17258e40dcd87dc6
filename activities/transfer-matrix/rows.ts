import { z } from 'zod';

/**
 * One cell of a transferability matrix: the upper limit on the strength of the signal `test` from the fit to the output of what was
 * trained on `train`, with -1 and +1 standard deviations. `normalised` are the same divided by the median of the network that was
 * trained on the test signal itself, `over_reference` the limit divided by the strongest of the references; null where there is
 * none. Null limits: no model, or no limit.
 */
export const transferRow = z.strictObject({
  train: z.string(),
  /** Whether nothing was trained: a variable such as H_T that every test signal is fitted with. */
  is_reference: z.boolean(),
  test: z.string(),
  limit: z.number().nullable(),
  limit_minus1: z.number().nullable(),
  limit_plus1: z.number().nullable(),
  normalised: z.number().nullable(),
  normalised_minus1: z.number().nullable(),
  normalised_plus1: z.number().nullable(),
  over_reference: z.number().nullable(),
});
export type TransferRow = z.infer<typeof transferRow>;

/** The row over that of the network which was trained on the test signal. */
export function normalised(row: TransferRow, rows: readonly TransferRow[]): TransferRow {
  const own = rows.find(({ train, test, is_reference }) => !is_reference && train === test && test === row.test)?.limit;
  if (own === undefined || own === null) return row;
  const divided = (limit: number | null): number | null => (limit === null ? null : limit / own);
  return {
    ...row,
    normalised: divided(row.limit),
    normalised_minus1: divided(row.limit_minus1),
    normalised_plus1: divided(row.limit_plus1),
  };
}

/** The limit over the strongest of the references. */
export function overReference(row: TransferRow, rows: readonly TransferRow[]): number | null {
  const references = rows.flatMap(({ is_reference, test, limit }) =>
    is_reference && test === row.test && limit !== null ? [limit] : [],
  );
  return row.limit === null || references.length === 0 ? null : row.limit / Math.min(...references);
}
