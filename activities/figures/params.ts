import { z } from 'zod';

export const luminosityParam = z
  .union([z.number().positive(), z.record(z.string(), z.number().positive())])
  .describe('integrated luminosity in 1/fb, or one for each data-taking period');

/** The whole luminosity in 1/fb. */
export const totalLuminosity = (given: z.infer<typeof luminosityParam>): number =>
  typeof given === 'number' ? given : Object.values(given).reduce((sum, period) => sum + period, 0);

export const energyParam = z.number().positive().default(13).describe('centre-of-mass energy in TeV');

export const figuresParams = z.strictObject({
  luminosity_fb: luminosityParam,
  centre_of_mass_energy_tev: energyParam,
  model: z.string().describe('of the category, as the figures name it'),
  scenario: z.string(),
  region: z.string().optional(),
});
export type FiguresParams = z.infer<typeof figuresParams>;
