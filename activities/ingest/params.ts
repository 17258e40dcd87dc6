import { z } from 'zod';
import { parseExpression } from '../../science/expressions/index.ts';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, 'expected a name: letters, digits, _ and .');

const expression = z.string().superRefine((text, context) => {
  try {
    parseExpression(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

/** Objects of one kind (leptons, jets): jagged branches `<object>_<field>`. */
const objectParams = z.strictObject({
  branches: z.array(name).min(1).describe('fields to keep; field `pt` of object `jet` is the branch `jet_pt`'),
  count: name.optional().describe('branch with the number of objects stored; checked against their number'),
  select: expression
    .optional()
    .describe('which objects count, over their fields: `pt > 20 and abs(eta) < 2.5`; all when absent'),
  sort: name.optional().describe('field to sort by, largest first; equal ones keep their order; as stored when absent'),
  keep: z.number().int().min(1).max(100).describe('objects kept of each event; missing ones are null'),
});

export const ingestParams = z
  .strictObject({
    tree: z.string().min(1).describe('name of the TTree, `directory/name` in a directory'),
    scalars: z.array(name).min(1).describe('branches with one number an event'),
    objects: z.record(name, objectParams).default({}),
    row_number: name
      .optional()
      .describe('adds a column of this name with the number of the entry, from 0: names events that have no number'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
      .nullable()
      .default(null)
      .describe("the catalogue's checksum of the file"),
    dsid: z.number().int().nullable().default(null).describe('must equal the branch `dsid` of every event'),
    entries: z.number().int().nonnegative().nullable().default(null).describe('events that the tree must have'),
    units: z.record(name, z.string()).default({}).describe('unit of a branch (`lep_pt`) or of a column: GeV, rad, ...'),
    non_finite: z
      .enum(['error', 'drop'])
      .default('error')
      .describe('what to do with events in which a value that is used is NaN or infinite'),
  })
  .superRefine((params, context) => {
    const branches = branchesOf(params);
    const columns = columnsOf(params);
    const twice = columns.find((column, index) => columns.indexOf(column) !== index);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', path: ['scalars'], message: `two columns would be called '${twice}'` });
    for (const unit of Object.keys(params.units))
      if (!branches.includes(unit) && !columns.includes(unit))
        context.addIssue({ code: 'custom', path: ['units', unit], message: `no branch or column is called '${unit}'` });
  });

export type IngestParams = z.infer<typeof ingestParams>;
export type ObjectParams = z.infer<typeof objectParams>;

type Kept = Pick<IngestParams, 'scalars' | 'objects' | 'row_number'>;

const branchesOf = ({ scalars, objects }: Kept): string[] => [
  ...scalars,
  ...Object.entries(objects).flatMap(([object, { branches }]) => branches.map((field) => `${object}_${field}`)),
];

/** Names of the columns that ingestion makes, in order: scalars, `n_<object>`, then `<object>1_<field>` ... */
export const columnsOf = ({ scalars, objects, row_number: rowNumber }: Kept): string[] => [
  ...(rowNumber === undefined ? [] : [rowNumber]),
  ...scalars,
  ...Object.keys(objects).map((object) => `n_${object}`),
  ...Object.entries(objects).flatMap(([object, { branches, keep }]) =>
    Array.from({ length: keep }, (_, slot) => branches.map((field) => `${object}${slot + 1}_${field}`)).flat(),
  ),
];
