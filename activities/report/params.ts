import { z } from 'zod';
import { energyParam, luminosityParam } from '../figures/params.ts';

export const reportParams = z.strictObject({
  title: z.string().min(1),
  luminosity_fb: luminosityParam,
  centre_of_mass_energy_tev: energyParam,
  text: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .describe('paragraphs below the title'),
  seed: z.int().nullable().default(null).describe('of the campaign, to be shown'),
  channels: z
    .array(z.string())
    .default(['ee', 'mumu'])
    .describe('names of the channels by their code in the column that `split` counts by'),
  minimum_effective_background: z
    .number()
    .nonnegative()
    .default(3)
    .describe('as given to `compare`; stands in the definitions'),
});
export type ReportParams = z.infer<typeof reportParams>;
