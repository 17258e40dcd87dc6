import { logNormalTail, normalTail } from '../normal.ts';
import type { Model, ModelData } from '../histfactory/index.ts';
import { asimovData, fitFree, testStatistic, type FittedData } from './test-statistics.ts';
import type { ExpectedBand, HypothesisTest, TestStatistic } from './types.ts';

/** Standard deviations of the expected band, in its order: the strongest exclusion first. */
export const BAND = [-2, -1, 0, 1, 2] as const;

/** The data and the background-only Asimov data with their free fits: what tests of all signal strengths share. */
export interface Prepared {
  readonly model: Model;
  readonly observed: FittedData;
  readonly asimov: FittedData;
  readonly statistic: TestStatistic;
  readonly problems: readonly string[];
}

export interface HypotestOptions {
  /** Default `qtilde`. */
  readonly statistic?: TestStatistic;
}

/** @param poiUpper upper bound of the parameter of interest, if not the measurement's */
export function prepare(model: Model, data: ModelData, options: HypotestOptions = {}, poiUpper?: number): Prepared {
  const statistic = options.statistic ?? 'qtilde';
  const observed = fitFree(model, data, poiUpper);
  const { data: expected, fit: background } = asimovData(model, data, statistic === 'q0' ? 1 : 0);
  const asimov = fitFree(model, expected, poiUpper, background.values);
  const problems = [
    ...(observed.free.converged ? [] : [`free fit to the data: ${observed.free.message}`]),
    ...(background.converged ? [] : [`fit of the Asimov data: ${background.message}`]),
    ...(asimov.free.converged ? [] : [`free fit to the Asimov data: ${asimov.free.message}`]),
  ];
  return { model, observed, asimov, statistic, problems };
}

/**
 * Tests signal strength `mu` with the asymptotic distributions of the test statistic (arXiv:1007.1727): CLs = p(s+b) / (1 - p(b))
 * as observed, and as expected from background alone at -2 ... +2 standard deviations. For `q0` signal strength 0 is tested
 * and `clsb` is p_0, with the expectation for signal strength 1.
 */
export function hypotest(model: Model, data: ModelData, mu: number, options: HypotestOptions = {}): HypothesisTest {
  return testPrepared(prepare(model, data, options), options.statistic === 'q0' ? 0 : mu);
}

export function testPrepared({ model, observed, asimov, statistic, problems }: Prepared, mu: number): HypothesisTest {
  const tested = testStatistic(model, observed, mu, statistic);
  const expected = testStatistic(model, asimov, mu, statistic);
  const [root, a] = [Math.sqrt(tested.q), Math.sqrt(expected.q)];
  // In units of the background's spread: eqs. 65 and 66 for qtilde beyond q_A, else eqs. 58 and 59.
  const t = statistic === 'qtilde' && root > a && a > 0 ? (tested.q - expected.q) / (2 * a) : root - a;
  const clsb = normalTail(t + a);
  const clb = normalTail(t);
  const all = [
    ...problems,
    ...(tested.conditional.converged ? [] : [`fit at ${mu}: ${tested.conditional.message}`]),
    ...(expected.conditional.converged ? [] : [`fit of the Asimov data at ${mu}: ${expected.conditional.message}`]),
  ];
  return {
    ...{ mu, cls: statistic === 'q0' ? NaN : tailRatio(t, a), clsExpected: expectedCls(a, statistic), clsb, clb },
    ...{ q: tested.q, qAsimov: expected.q, muHat: tested.muHat },
    ...{ converged: all.length === 0, message: all.join('; ') },
  };
}

/** p(s+b) / (1 - p(b)) where the background fluctuates by N standard deviations; p_0 for a discovery. */
function expectedCls(a: number, statistic: TestStatistic): ExpectedBand {
  return BAND.map((n) => {
    return statistic === 'q0' ? normalTail(a - n) : tailRatio(-n, a);
  }) as unknown as ExpectedBand;
}

/** normalTail(t + a) / normalTail(t), also where both underflow. */
const tailRatio = (t: number, a: number): number => Math.exp(logNormalTail(t + a) - logNormalTail(t));
