import { z } from 'zod';

/** Output `correlations` of `correlations`: one row for each pair of columns, both ways round. */
export const correlationRow = z.strictObject({
  row: z.string(),
  column: z.string(),
  /** -1 to 1; null where one of them does not vary. */
  value: z.number().nullable(),
});
