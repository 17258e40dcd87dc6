import { z } from 'zod';
import { formula } from './formula.ts';

const name = z
  .string()
  .regex(/^(?!(?:and|or|not|in|where|true|false)$)[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and _');

const definition = z.union([
  formula,
  z.strictObject({
    value: formula,
    unit: z.string().optional().describe('GeV, rad, ...; when absent, what follows from the columns'),
    type: z.enum(['int8', 'int32', 'float32', 'float64']).optional().describe('how it is stored'),
  }),
]);

/** Parameters of `select`, as in a campaign file. */
export const selectParams = z
  .strictObject({
    objects: z
      .record(name, formula)
      .default({})
      .describe(
        'objects and collections, each from those above it: `ll: lep1 + lep2`, `bjet: jet where btag == 1`; a collection may be ' +
          'narrowed under its own name: `jet: jet where pt > 30`',
      ),
    define: z
      .record(name, definition)
      .default({})
      .describe('new columns, each from columns and the definitions above it'),
    weight: formula.default('1').describe('event weight: generator weight times scale factors, not normalised'),
    by: z
      .union([name, z.strictObject({ column: name, values: z.array(z.union([z.number().int(), z.string()])).min(1) })])
      .optional()
      .describe(
        'the cutflow is kept for each value of this column (a data-taking period); `values` lists those there are',
      ),
    cuts: z.array(z.strictObject({ name: z.string().min(1), keep: formula })).default([]),
    output: z.array(name).min(1).describe('columns and definitions to keep, in this order; `event_weight` is added'),
  })
  .superRefine(({ cuts, define, objects, output }, context) => {
    const issue = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    cuts.forEach((cut, index) => {
      if (cut.name === 'all') issue(['cuts', index, 'name'], `'all' is the name of the step before all cuts`);
      if (cuts.findIndex((other) => other.name === cut.name) < index)
        issue(['cuts', index, 'name'], `there is a cut '${cut.name}' above`);
    });
    output.forEach((column, index) => {
      if (output.indexOf(column) < index) issue(['output', index], `'${column}' is in the list above`);
      if (column === EVENT_WEIGHT) issue(['output', index], `'${EVENT_WEIGHT}' is always added, from \`weight\``);
    });
    if (EVENT_WEIGHT in define) issue(['define', EVENT_WEIGHT], `'${EVENT_WEIGHT}' is made from \`weight\``);
    for (const twice of Object.keys(objects).filter((object) => object in define))
      issue(['define', twice], `there is an object '${twice}' already`);
  });

export type SelectParams = z.infer<typeof selectParams>;

/** The column with the event weight. */
export const EVENT_WEIGHT = 'event_weight';
