import { z } from 'zod';

const byPeriod = (what: string) => z.record(z.string(), z.number()).describe(what);

/** What `weigh` needs to know of a sample; most of it comes from the catalogue. */
export const weighParams = z.strictObject({
  kind: z.enum(['signal', 'background', 'data']).describe('data are counted: every event weighs 1'),
  cross_section_pb: z.number().nullable().describe('pb; null for data'),
  k_factor: z.number().nullable().describe('null: 1'),
  filter_efficiency: z.number().nullable().describe('null: 1'),
  sum_of_weights_by_period: byPeriod('sum of generator weights over all generated events, by period')
    .nullable()
    .optional(),
  sum_of_weights: z
    .number()
    .nullable()
    .optional()
    .describe('the same where the luminosity is one number: there are no periods'),
  luminosity_fb: z
    .union([z.number().positive(), z.record(z.string(), z.number().positive())])
    .describe('1/fb; by period, or one number where there are no periods'),
  period_column: z.string().default('period').describe("the column with an event's period"),
});
export type WeighParams = z.infer<typeof weighParams>;
