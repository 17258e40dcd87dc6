import { z } from 'zod';
import { formula } from '../select/formula.ts';

/** Where the rows of a table or figure come from. */
export const rowsParams = {
  rows: z
    .string()
    .default('')
    .describe("the way to the rows in structured results: 'epochs', 'parts.*.roc'; a result table is its rows already"),
  define: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), formula)
    .default({})
    .describe('new columns from those of a row, its attributes and the definitions above'),
  stack: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'columns that become rows of their own, with the name as `column` and what it holds as `value`: [loss, validation_loss]',
    ),
  where: formula.optional().describe('only rows for which this holds; names are columns and attributes'),
  best: z
    .strictObject({
      by: z.string().min(1).describe('a column of numbers; the largest is the best'),
      of: z.array(z.string().min(1)).min(1).describe('rows that are alike in these columns compete'),
    })
    .optional()
    .describe('of rows that are alike only the best: { by: accuracy, of: [mass_gev, family] }'),
};

export interface RowsParams {
  readonly rows: string;
  readonly define: Readonly<Record<string, string>>;
  readonly stack?: readonly string[] | undefined;
  readonly where?: string | undefined;
  readonly best?: { readonly by: string; readonly of: readonly string[] } | undefined;
}

export const documentName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/i, 'a name of letters, digits, - and _')
  .describe("by which a report's section asks for it");

export const documentParams = {
  name: documentName,
  title: z.string().default(''),
  caption: z.string().default('').describe('what a reader must know beside it'),
};
