import { z } from 'zod';
import type { LimitMethod, LimitRow } from '../../schemas/results/index.ts';

const header = z.strictObject({ name: z.string(), units: z.string().optional() });
const value = z.strictObject({ value: z.union([z.number(), z.string()]) });

/** Tables in the form of HEPData's data files (which are YAML, of which JSON is a part). */
export const hepdataTablesSchema = z
  .array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      independent_variables: z.array(z.strictObject({ header, values: z.array(value) })),
      dependent_variables: z.array(
        z.strictObject({
          header,
          qualifiers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
          values: z.array(value),
        }),
      ),
    }),
  )
  .readonly();
export type HepdataTables = z.infer<typeof hepdataTablesSchema>;

const METHODS: Readonly<Record<LimitMethod, { readonly at: string; readonly how: string }>> = {
  cls: { at: 'CL', how: 'CLs, asymptotic' },
  bayesian: { at: 'credibility', how: 'Bayesian, flat prior' },
  toys: { at: 'CL', how: 'CLs, toys' },
};

const COLUMNS = [
  ['observed', 'Observed limit'],
  ['expected', 'Expected limit'],
  ['expected_minus2', 'Expected limit, -2 standard deviations'],
  ['expected_minus1', 'Expected limit, -1 standard deviation'],
  ['expected_plus1', 'Expected limit, +1 standard deviation'],
  ['expected_plus2', 'Expected limit, +2 standard deviations'],
] as const;

/** One table for each model, scenario, discriminant and method: limits against mass, in fb where the theory is known. */
export function hepdataTables(limits: readonly LimitRow[], level: number): HepdataTables {
  const series = new Map<string, LimitRow[]>();
  for (const row of limits) {
    const method = row.method === 'cls' ? null : row.method;
    const name = [row.model, row.scenario, row.discriminant, method].filter((part) => part !== null).join(' ');
    series.set(name, [...(series.get(name) ?? []), row]);
  }
  return [...series].map(([name, rows]) => {
    const fb = rows.every(({ theory_fb: theory }) => theory !== null);
    const what = fb ? 'cross section times branching fraction' : 'signal strength';
    const percent = Number((100 * (1 - level)).toPrecision(4));
    const by = METHODS[rows[0]?.method ?? 'cls'];
    const missing = (found: number | null) => ({ value: found ?? '-' });
    const of = (row: LimitRow, column: (typeof COLUMNS)[number][0]): number | null =>
      fb ? row[`${column}_fb`] : row[column];
    return {
      name,
      description: `Upper limits at ${percent} % ${by.at} on the ${what} (${by.how}).`,
      independent_variables: rows.every(({ mass_gev: mass }) => mass !== null)
        ? [{ header: { name: 'Mass', units: 'GeV' }, values: rows.map((row) => missing(row.mass_gev)) }]
        : [{ header: { name: 'Signal' }, values: rows.map(({ signal }) => ({ value: signal })) }],
      dependent_variables: [
        ...COLUMNS.filter(([column]) => rows.some((row) => of(row, column) !== null)).map(([column, title]) => ({
          header: { name: title, ...(fb ? { units: 'fb' } : {}) },
          qualifiers: [],
          values: rows.map((row) => missing(of(row, column))),
        })),
        ...(fb
          ? [
              {
                header: { name: 'Theory', units: 'fb' },
                qualifiers: [],
                values: rows.map((row) => missing(row.theory_fb)),
              },
            ]
          : []),
      ],
    };
  });
}
