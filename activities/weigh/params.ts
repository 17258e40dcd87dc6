import { z } from 'zod';

const byPeriod = (what: string) => z.record(z.string(), z.number()).describe(what);

/** What `weigh` needs to know of a sample; most of it comes from the catalogue. */
export const weighParams = z.strictObject({
  kind: z.enum(['signal', 'background', 'data']).describe('data are counted: every event weighs 1'),
  cross_section_pb: z.number().nullable().describe('pb; null for data'),
  k_factor: z.number().nullable().describe('null: 1'),
  filter_efficiency: z.number().nullable().describe('null: 1'),
  sum_of_weights_by_period: byPeriod('sum of generator weights over all generated events, by period').nullable(),
  luminosity_fb: z.record(z.string(), z.number().positive()).describe('1/fb by period'),
  period_column: z.string().default('period').describe("the column with an event's period"),
});
export type WeighParams = z.infer<typeof weighParams>;
