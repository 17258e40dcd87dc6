import {
  limitNames,
  type LimitName,
  type ToyComparisonRow,
  type ToyLimitRow,
  type ToyScanRow,
} from '../../schemas/results/index.ts';
import { scanToys, type Estimate, type SixEstimates } from '../../science/statistics/index.ts';
import { limitRowFrom, type Hypothesis } from '../limits/rows.ts';
import type { JoinedToys } from './join.ts';
import type { ToyLimitsParams } from './params.ts';

export interface ToyRows {
  readonly limit: ToyLimitRow;
  readonly comparison: readonly ToyComparisonRow[];
  readonly scan: readonly ToyScanRow[];
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Limits and CLs of one model from its toys. While it is blind there is no observed one. */
export function toyRowsOf(
  { range, scan, toys, failed }: JoinedToys,
  hypothesis: Hypothesis,
  { level, resamples, minimum_toys: least }: ToyLimitsParams,
  seed: number,
): ToyRows {
  const found = scanToys(scan, { level, resamples, seed });
  const { model, scenario } = hypothesis;
  const { discriminant, signal, mass_gev: mass, asymptotic } = range;
  const point = [model, scenario, signal].filter((part) => part !== null).join(' ');
  const place = { model, scenario, point, discriminant, signal, mass_gev: mass };
  const names = limitNames.filter((name) => name !== 'observed' || range.unblinded);
  const comparison = names.map((name): ToyComparisonRow => {
    const { value, error } = estimateOf(found.limits, name);
    const i = limitNames.indexOf(name);
    const expected = i === 0 ? asymptotic.observed : (asymptotic.expected[i - 1] as number);
    const reaching = found.reaching[i] as number;
    const few =
      reaching < least ? `about ${reaching.toPrecision(2)} of ${toys} toys with signal reach it: draw more` : '';
    const loose = few === '' && error === null ? 'its error is not known: draw more toys' : '';
    return {
      ...place,
      limit: name,
      toys: orNull(value),
      error,
      asymptotic: expected,
      ratio: orNull(value / expected),
      ratio_error: error === null ? null : error / expected,
      reaching: orNull(reaching),
      message: [found.problems[i], few, loose].find((text) => text !== undefined && text !== '') ?? '',
    };
  });
  const of = (name: LimitName): ToyComparisonRow | undefined => comparison.find(({ limit }) => limit === name);
  const [observed, ...expected] = limitNames.map((name) => of(name)?.toys ?? null);
  const messages = [
    ...comparison.filter(({ message }) => message !== '').map(({ limit, message }) => `${limit}: ${message}`),
    ...(failed > 0 ? [`${failed} fits of toys did not converge and are left out`] : []),
  ];
  const row = limitRowFrom(range, hypothesis, 'toys', {
    observed: observed ?? null,
    expected,
    message: messages.join('; '),
  });
  const errors = Object.fromEntries(limitNames.map((name) => [`${name}_error`, of(name)?.error ?? null]));
  return {
    limit: { ...row, ...(errors as Record<`${LimitName}_error`, number | null>), toys },
    comparison,
    scan: scan.flatMap(({ mu: strength }, k) => {
      const { asymptotic_cls: cls } = range.scan[k] as (typeof range.scan)[number];
      return names.flatMap((name): readonly ToyScanRow[] => {
        const { value, error } = estimateOf(found.cls[k] as SixEstimates, name);
        const i = limitNames.indexOf(name);
        const row = { ...place, strength, limit: name };
        return [
          {
            ...row,
            ...{ method: 'toys', curve: `${name} toys` },
            ...(value > 0 ? { cls: value, error } : { cls: null, error: null }),
            toys,
          },
          {
            ...row,
            ...{ method: 'cls', curve: `${name} cls` },
            ...{ cls: i === 0 ? cls.observed : (cls.expected[i - 1] as number), error: null, toys: 0 },
          },
        ];
      });
    }),
  };
}

const estimateOf = ({ observed, expected }: SixEstimates, name: LimitName): Estimate =>
  name === 'observed' ? observed : (expected[limitNames.indexOf(name) - 1] as Estimate);
