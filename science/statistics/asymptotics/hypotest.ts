import { logNormalTail, normalTail } from '../normal.ts';
import type { Model, ModelData } from '../histfactory/index.ts';
import { asimovData, fitFree, testStatistic, type FittedData, type TestedData } from './test-statistics.ts';
import type { ExpectedBand, ExpectedTest, HypothesisTest, TestStatistic } from './types.ts';
import { guessAt, type KnownFits } from './warm-start.ts';

/** Standard deviations of the expected band, in its order: the strongest exclusion first. */
export const BAND = [-2, -1, 0, 1, 2] as const;

/** The data and the background-only Asimov data with their free fits: what tests of all signal strengths share. */
export interface Prepared {
  readonly model: Model;
  readonly observed: FittedData;
  readonly asimov: FittedData;
  readonly statistic: TestStatistic;
  readonly problems: readonly string[];
  /** Conditional fits so far, to data and Asimov data. */
  readonly known: { readonly observed: KnownFits; readonly asimov: KnownFits };
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
  return { model, observed, asimov, statistic, problems, known: { observed: new Map(), asimov: new Map() } };
}

/**
 * Tests signal strength `mu` with the asymptotic distributions of the test statistic (arXiv:1007.1727): CLs = p(s+b) / (1 - p(b))
 * as observed, and as expected from background alone at -2 ... +2 standard deviations. For `q0` signal strength 0 is tested
 * and `clsb` is p_0, with the expectation for signal strength 1.
 */
export function hypotest(model: Model, data: ModelData, mu: number, options: HypotestOptions = {}): HypothesisTest {
  return testPrepared(prepare(model, data, options), options.statistic === 'q0' ? 0 : mu);
}

/**
 * `hypotest` on data that are prepared; fits start from what earlier tests found.
 * @param quick one fit each, from there; see `testStatistic`
 */
export function testPrepared(prepared: Prepared, mu: number, quick = false): HypothesisTest {
  const { statistic } = prepared;
  const tested = testOf(prepared, 'observed', mu, quick);
  const expected = testExpected(prepared, mu, quick);
  const [root, a] = [Math.sqrt(tested.q), Math.sqrt(expected.qAsimov)];
  // In units of the background's spread: eqs. 65 and 66 for qtilde beyond q_A, else eqs. 58 and 59.
  const t = statistic === 'qtilde' && root > a && a > 0 ? (tested.q - expected.qAsimov) / (2 * a) : root - a;
  const { converged, message } = tested.conditional;
  const problems = [expected.message, converged ? '' : `fit at ${mu}: ${message}`].filter((text) => text !== '');
  return {
    ...expected,
    ...{ cls: statistic === 'q0' ? NaN : tailRatio(t, a), clsb: normalTail(t + a), clb: normalTail(t) },
    ...{ q: tested.q, muHat: tested.muHat, converged: problems.length === 0, message: problems.join('; ') },
  };
}

/** The part of a test that does not need a fit to the data at `mu`. */
export function testExpected(prepared: Prepared, mu: number, quick = false): ExpectedTest {
  const { statistic, problems } = prepared;
  const { q, conditional } = testOf(prepared, 'asimov', mu, quick);
  const all = [
    ...problems,
    ...(conditional.converged ? [] : [`fit of the Asimov data at ${mu}: ${conditional.message}`]),
  ];
  return {
    ...{ mu, clsExpected: expectedCls(Math.sqrt(q), statistic), qAsimov: q },
    ...{ converged: all.length === 0, message: all.join('; ') },
  };
}

function testOf(prepared: Prepared, which: 'observed' | 'asimov', mu: number, quick: boolean): TestedData {
  const known = prepared.known[which];
  const start = guessAt(known, mu, prepared[which].free.values);
  const result = testStatistic(prepared.model, prepared[which], mu, prepared.statistic, { start, quick });
  if (result.conditional.converged) known.set(mu, result.conditional.values);
  return result;
}

/** p(s+b) / (1 - p(b)) where the background fluctuates by N standard deviations; p_0 for a discovery. */
function expectedCls(a: number, statistic: TestStatistic): ExpectedBand {
  return BAND.map((n) => {
    return statistic === 'q0' ? normalTail(a - n) : tailRatio(-n, a);
  }) as unknown as ExpectedBand;
}

/** normalTail(t + a) / normalTail(t), also where both underflow. */
const tailRatio = (t: number, a: number): number => Math.exp(logNormalTail(t + a) - logNormalTail(t));
