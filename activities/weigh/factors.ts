import { InputError } from '../../schemas/index.ts';
import { normalisationByPeriod } from '../../science/weights/index.ts';
import type { WeighParams } from './params.ts';

/**
 * Expected events for each unit of event weight, by period.
 * @throws InputError `normalisation` or `sum-of-weights`, naming sample and period
 */
export function periodFactors(params: WeighParams, sample: string): Map<string, number> {
  const { cross_section_pb, sum_of_weights_by_period } = params;
  if (cross_section_pb === null || sum_of_weights_by_period === null) {
    const missing = cross_section_pb === null ? 'cross_section_pb' : 'sum_of_weights_by_period';
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
      luminosityFb: params.luminosity_fb,
      sumOfWeightsByPeriod: sum_of_weights_by_period,
    },
    sample,
  );
}
