import { z } from 'zod';
import { labelToText } from '../../report/style/markup.ts';
import { collisionHeader, type Header } from '../../report/figures/layout.ts';
import { energyParam, luminosityParam, totalLuminosity } from '../figures/params.ts';

/** What stands above a figure. */
export const headerParams = {
  luminosity_fb: luminosityParam.optional(),
  centre_of_mass_energy_tev: energyParam,
  conditions: z.string().optional().describe('instead of energy and luminosity: what the figure is of'),
};

export function headerOf(params: {
  readonly luminosity_fb?: z.infer<typeof luminosityParam> | undefined;
  readonly centre_of_mass_energy_tev: number;
  readonly conditions?: string | undefined;
}): Header {
  const { luminosity_fb: luminosity, centre_of_mass_energy_tev: energy, conditions } = params;
  const header =
    luminosity === undefined
      ? { status: 'Simulation, private work', conditions: `√s = ${energy} TeV` }
      : collisionHeader(energy, totalLuminosity(luminosity));
  return conditions === undefined ? header : { ...header, conditions };
}

export const axisParams = z.strictObject({
  column: z.string().min(1),
  title: z
    .string()
    .optional()
    .describe('with the unit, in the markup of labels: p_{T} / GeV, 10^{3}; the column when absent'),
  scale: z.enum(['linear', 'log']).default('linear'),
  range: z.tuple([z.number(), z.number()]).optional(),
});

/** How the values of a column are called: `{ flow: Normalising flow }`; as they are when absent. */
export const labelsParam = z.record(z.string(), z.string()).default({});

/** What the figure of one value of `each` is called; '' is the only figure. */
export function figureNames(
  {
    name,
    title,
    labels,
  }: { readonly name: string; readonly title: string; readonly labels: Readonly<Record<string, string>> },
  value: string,
): { readonly name: string; readonly title: string; readonly description: string } {
  const whole = [title, labels[value] ?? value].filter((part) => part !== '').join(': ');
  return {
    name: value === '' ? name : nameWith(name, value),
    title: whole,
    description: labelToText(whole === '' ? name : whole),
  };
}

/** `name` with a value appended, as a document's name. */
export const nameWith = (name: string, value: string): string => `${name}_${value.replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
