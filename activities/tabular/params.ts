import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected a name: letters, digits and _');

/** What the readers of flat tables have in common: one event a row, one number or text a column. */
export const tabularParams = {
  columns: z
    .union([z.array(name).min(1), z.record(name, z.string().min(1))])
    .describe("columns to keep: a list of the file's names, or new names with the file's: `lep_pt: f0`"),
  units: z.record(name, z.string()).default({}).describe('unit of a column: GeV, rad, ...'),
  row_number: name
    .optional()
    .describe(
      'adds a column of this name with the number of the row in the file, from 0: names events that have no number',
    ),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
    .nullable()
    .default(null)
    .describe("the catalogue's checksum of the file"),
  entries: z.number().int().nonnegative().nullable().default(null).describe('events that the file must have'),
  non_finite: z
    .enum(['error', 'drop'])
    .default('error')
    .describe('what to do with events in which a value is NaN or infinite'),
};

export interface TabularParams {
  readonly columns: readonly string[] | Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  readonly row_number?: string | undefined;
  readonly entries: number | null;
  readonly non_finite: 'error' | 'drop';
}

/** [name in the table, name in the file] of each column, in order. */
export const wantedColumns = ({ columns }: Pick<TabularParams, 'columns'>): readonly (readonly [string, string])[] =>
  Array.isArray(columns)
    ? (columns as readonly string[]).map((column) => [column, column])
    : Object.entries(columns as Readonly<Record<string, string>>);

/** Names of the columns that a reader makes. */
export const tabularColumns = (params: Pick<TabularParams, 'columns' | 'row_number'>): readonly string[] => [
  ...wantedColumns(params).map(([column]) => column),
  ...(params.row_number === undefined ? [] : [params.row_number]),
];

/** Says what is wrong with names, while the campaign is planned. */
export function checkTabular(
  params: TabularParams & { readonly types?: Readonly<Record<string, unknown>> },
  issue: (path: string[], message: string) => void,
): void {
  const made = tabularColumns(params);
  const twice = made.find((column, index) => made.indexOf(column) !== index);
  if (twice !== undefined) issue(['columns'], `two columns would be called '${twice}'`);
  for (const field of ['units', 'types'] as const)
    for (const column of Object.keys(params[field] ?? {}))
      if (!made.includes(column)) issue([field, column], `no column is called '${column}'`);
}
