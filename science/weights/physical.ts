import { InputError } from '../../schemas/index.ts';

/** What turns a simulated sample into expected events. */
export interface Normalisation {
  /** pb */
  readonly crossSectionPb: number;
  readonly kFactor: number;
  readonly filterEfficiency: number;
  /** fb^-1 of each data-taking period. */
  readonly luminosityFb: Readonly<Record<string, number>>;
  /** Sum of the generator weights of *all* generated events of the sample in each period, not only of those stored or selected. */
  readonly sumOfWeightsByPeriod: Readonly<Record<string, number>>;
}

/**
 * Expected events for each unit of event weight, by period:
 * cross section x k factor x filter efficiency x 1000 fb/pb x luminosity(period) / sum of weights(period).
 * @param sample names the sample in messages
 * @throws InputError `sum-of-weights` where a sum is missing, zero, negative or not finite; `normalisation` for a bad factor
 */
export function normalisationByPeriod(normalisation: Normalisation, sample: string): Map<string, number> {
  const { crossSectionPb, kFactor, filterEfficiency, luminosityFb, sumOfWeightsByPeriod } = normalisation;
  for (const [name, value] of Object.entries({ crossSectionPb, kFactor, filterEfficiency })) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new InputError('normalisation', `${name} is ${value}`, {
        place: { sample },
        expected: 'a positive number',
        mend: "correct the sample's entry in the catalogue",
      });
    }
  }
  const factors = new Map<string, number>();
  for (const [period, luminosity] of Object.entries(luminosityFb)) {
    const sum = sumOfWeightsByPeriod[period];
    if (sum === undefined || !(sum > 0 && Number.isFinite(sum))) {
      throw new InputError(
        'sum-of-weights',
        sum === undefined
          ? `no sum of generator weights for period ${period}`
          : `the sum of generator weights of period ${period} is ${sum}`,
        {
          place: { sample },
          expected: 'the positive sum over all generated events of the period',
          mend: `give sum_of_weights_by_period["${period}"] in the catalogue, or leave the period out of the luminosities`,
        },
      );
    }
    factors.set(period, (crossSectionPb * kFactor * filterEfficiency * 1000 * luminosity) / sum);
  }
  return factors;
}

/** Values of the column that holds an event's data-taking period. */
export type PeriodColumn = Int32Array | Int8Array | BigInt64Array | readonly string[];

/**
 * Physical weights: event weight x the normalisation of the event's period. Their sum is the expected number of events.
 * @param eventWeights `[events]`, generator weight x scale factors
 * @param periods `[events]`
 * @throws InputError `unknown-period` or `weight-not-finite`, naming sample and row
 */
export function physicalWeights(
  eventWeights: Float64Array,
  periods: PeriodColumn,
  factors: ReadonlyMap<string, number>,
  sample: string,
): Float64Array {
  const weights = new Float64Array(eventWeights.length);
  const known = new Map<number | bigint | string, number>();
  for (let row = 0; row < weights.length; row++) {
    const period = periods[row] as number | bigint | string;
    let factor = known.get(period);
    if (factor === undefined) known.set(period, (factor = periodFactor(period, factors, sample, row)));
    const weight = (eventWeights[row] as number) * factor;
    if (!Number.isFinite(weight)) {
      throw new InputError('weight-not-finite', `the event weight is ${eventWeights[row]} in period ${period}`, {
        place: { sample, row },
        expected: 'a finite number',
        mend: 'correct the weights of the sample, or cut such events away',
      });
    }
    weights[row] = weight;
  }
  return weights;
}

/** @throws InputError `unknown-period` */
export function periodFactor(
  period: number | bigint | string,
  factors: ReadonlyMap<string, number>,
  sample: string,
  row?: number,
): number {
  const factor = factors.get(String(period));
  if (factor !== undefined) return factor;
  throw new InputError('unknown-period', `period ${period} has no luminosity`, {
    place: row === undefined ? { sample } : { sample, row },
    expected: `one of ${[...factors.keys()].join(', ')}`,
    mend: 'add its luminosity to the campaign, or cut its events away',
  });
}
