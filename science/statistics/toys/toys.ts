import { normal, randomStream } from '../../learning/random.ts';
import { testStatistic, fitFree, type FittedData, type TestStatistic } from '../asymptotics/index.ts';
import { fit, toolsOf } from '../fitting/index.ts';
import { expectedData, type Model, type ModelData } from '../histfactory/index.ts';
import { poisson } from './poisson.ts';

/** The hypotheses that toys are drawn from, and the signal strength that they test. */
export interface ToyHypotheses {
  readonly mu: number;
  readonly statistic: TestStatistic;
  /** Parameters as the data fix them, with the signal strength at `mu` and at 0 (for q0: at 0 and at 1). */
  readonly signal: Float64Array;
  readonly background: Float64Array;
  /** Test statistic of the data. */
  readonly observed: number;
  readonly converged: boolean;
  readonly message: string;
}

export function toyHypotheses(
  model: Model,
  data: ModelData,
  mu: number,
  statistic: TestStatistic = 'qtilde',
): ToyHypotheses {
  const tested = statistic === 'q0' ? 0 : mu;
  const { q, conditional, free } = testStatistic(model, fitFree(model, data), tested, statistic);
  const background = fit(model, data, { poi: statistic === 'q0' ? 1 : 0 });
  const message = [conditional, free, background].find(({ converged }) => !converged)?.message ?? '';
  return {
    ...{ mu: tested, statistic, signal: conditional.values, background: background.values, observed: q },
    ...{ converged: message === '', message },
  };
}

/**
 * Pseudo-data of a point: Poisson counts, and auxiliary measurements drawn from their constraint terms.
 * @param seed with `purpose` and `index` says all about the numbers: any toy can be drawn alone, in any process
 */
export function toyData(model: Model, theta: Float64Array, seed: number, purpose: string, index: number): ModelData {
  const stream = randomStream(seed, `toys ${purpose}`, index);
  const expected = expectedData(model, toolsOf(model).rates, theta);
  return {
    counts: expected.counts.map((mean) => poisson(stream, mean)),
    auxiliary: expected.auxiliary.map((mean, i) => {
      const constraint = model.parameters[i]?.constraint ?? null;
      if (constraint === null) return NaN;
      return constraint.kind === 'normal' ? mean + constraint.sigma * normal(stream) : poisson(stream, mean);
    }),
  };
}

/** Toys `first` ... `first + count - 1` of each hypothesis. */
export interface ToyRange {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
}

/** Test statistics of toys, in their order; NaN where a fit did not converge. */
export interface ToyStatistics {
  readonly signal: Float64Array;
  readonly background: Float64Array;
}

/** Test statistics of a range of toys. Ranges may be run in any order and anywhere, and put together again. */
export function toyStatistics(
  model: Model,
  hypotheses: ToyHypotheses,
  { seed, first, count }: ToyRange,
): ToyStatistics {
  const tested = Array.from({ length: count }, (_, i) => testToy(model, [hypotheses], seed, first + i));
  return {
    signal: Float64Array.from(tested, ({ signal }) => signal[0] as number),
    background: Float64Array.from(tested, ({ background }) => background[0] as number),
  };
}

/**
 * One toy of every hypothesis, tested at each of their signal strengths: arrays `[strengths]`, NaN where a fit did not converge. The toy
 * without a signal is the same data set at every strength, and the toys with a signal come of the same random numbers, so that CLs
 * varies smoothly with the strength.
 * @param hypotheses of the same data
 */
export function testToy(
  model: Model,
  hypotheses: readonly ToyHypotheses[],
  seed: number,
  index: number,
): ToyStatistics {
  const prepared = (truth: Float64Array, purpose: 'signal' | 'background'): FittedData =>
    fitFree(model, toyData(model, truth, seed, purpose, index), undefined, truth);
  const [first] = hypotheses;
  const shared = first === undefined ? undefined : prepared(first.background, 'background');
  const q = (fitted: FittedData, { mu, statistic, signal: start }: ToyHypotheses): number => {
    const { q: found, conditional, free } = testStatistic(model, fitted, mu, statistic, { start, quick: true });
    return conditional.converged && free.converged ? found : NaN;
  };
  return {
    signal: Float64Array.from(hypotheses, (tested) => q(prepared(tested.signal, 'signal'), tested)),
    background: Float64Array.from(hypotheses, (tested) => (shared === undefined ? NaN : q(shared, tested))),
  };
}
