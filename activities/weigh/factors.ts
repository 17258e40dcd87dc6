import { InputError } from '../../schemas/index.ts';
import { normalisationByPeriod } from '../../science/weights/index.ts';
import type { WeighParams } from './params.ts';

/** What stands for the period where there are none: one luminosity, one sum of weights. */
export const ONE_PERIOD = 'all';

export const hasPeriods = ({ luminosity_fb }: WeighParams): boolean => typeof luminosity_fb !== 'number';

/**
 * Expected events for each unit of event weight, by period.
 * @throws InputError `normalisation` or `sum-of-weights`, naming sample and period
 */
export function periodFactors(params: WeighParams, sample: string): Map<string, number> {
  const { cross_section_pb, luminosity_fb } = params;
  const sums =
    typeof luminosity_fb === 'number'
      ? typeof params.sum_of_weights === 'number'
        ? { [ONE_PERIOD]: params.sum_of_weights }
        : undefined
      : (params.sum_of_weights_by_period ?? undefined);
  if (cross_section_pb === null || sums === undefined) {
    const missing =
      cross_section_pb === null
        ? 'cross_section_pb'
        : hasPeriods(params)
          ? 'sum_of_weights_by_period'
          : 'sum_of_weights';
    throw new InputError('normalisation', `a simulated sample without ${missing}`, {
      place: { sample },
      expected: 'cross section and sums of generator weights of every signal and background sample',
      mend: `give ${missing} in the sample's entry of the catalogue, or declare it as kind "data"`,
    });
  }
  return normalisationByPeriod(
    {
      crossSectionPb: cross_section_pb,
      kFactor: params.k_factor ?? 1,
      filterEfficiency: params.filter_efficiency ?? 1,
      luminosityFb: typeof luminosity_fb === 'number' ? { [ONE_PERIOD]: luminosity_fb } : luminosity_fb,
      sumOfWeightsByPeriod: sums,
    },
    sample,
  );
}
