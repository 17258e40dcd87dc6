import { InputError } from '../../../schemas/index.ts';
import type { Model, ModelData, Parameter } from '../histfactory/index.ts';
import { BAND, prepare, testExpected, testPrepared, type HypotestOptions, type Prepared } from './hypotest.ts';
import { normalTail, significanceOf } from '../normal.ts';
import { rootBetween } from '../root.ts';
import { poiOf } from './test-statistics.ts';
import type { ExpectedBand, ExpectedLimits, ExpectedTest, UpperLimit } from './types.ts';

export interface UpperLimitOptions extends HypotestOptions {
  /** 1 - confidence level; default 0.05. */
  readonly level?: number;
  /** Relative precision of the limits; default 1e-8. */
  readonly tolerance?: number;
}

/** How often the range of the signal strength may double where its upper bound is not excluded. */
const DOUBLINGS = 40;

/**
 * Upper limits on the signal strength where CLs falls to `level`: observed, and expected at -2 ... +2 standard deviations.
 * Where the upper bound of the parameter of interest is not excluded, the bound is doubled until it is.
 * @throws InputError where no signal strength is excluded: the signal is too small to matter
 */
export function upperLimit(model: Model, data: ModelData, options: UpperLimitOptions = {}): UpperLimit {
  return confirmed((quick) => {
    const scan = scanOf(model, data, options, testPrepared, ({ cls, clsExpected }) => [cls, ...clsExpected], quick);
    const expected = band(scan);
    // The logarithm is close to a parabola; it is cut where CLs underflows.
    const observed = scan.search(({ cls }) => Math.log(Math.max(cls, 1e-300) / scan.level), -Math.log(scan.level));
    const tests = [...scan.tests.values()];
    const holds = (): boolean =>
      [observed, ...expected].every((mu) => scan.holds(mu, (a, b) => near(a.q, b.q) && near(a.qAsimov, b.qAsimov)));
    return { limits: { observed, expected, level: scan.level, tests, ...outcome(tests) }, holds };
  });
}

/** The expected limits alone, without tests of the data: they only say how high the background is. */
export function expectedLimits(model: Model, data: ModelData, options: UpperLimitOptions = {}): ExpectedLimits {
  return confirmed((quick) => {
    const scan = scanOf(model, data, options, testExpected, ({ clsExpected }) => clsExpected, quick);
    const expected = band(scan);
    const holds = (): boolean => expected.every((mu) => scan.holds(mu, (a, b) => near(a.qAsimov, b.qAsimov)));
    return { limits: { expected, level: scan.level, ...outcome([...scan.tests.values()]) }, holds };
  });
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-7 * (1 + Math.abs(b));

/** Limits from quick tests, which follow one minimum; where a thorough test at a limit finds another, from thorough ones. */
function confirmed<T extends { readonly converged: boolean }>(
  limitsBy: (quick: boolean) => { readonly limits: T; readonly holds: () => boolean },
): T {
  const { limits, holds } = limitsBy(true);
  return limits.converged && holds() ? limits : limitsBy(false).limits;
}

/** Tests of several signal strengths, up to one that is excluded in every respect. */
interface Scan<T extends ExpectedTest> {
  readonly level: number;
  readonly tests: ReadonlyMap<number, T>;
  /** The signal strength where the height is 0: a number that falls through 0 at the limit, `atZero` at strength 0. */
  search(height: (test: T) => number, atZero: number): number;
  /** Whether a thorough test gives the same as the one that was made. */
  holds(mu: number, same: (a: T, b: T) => boolean): boolean;
}

function scanOf<T extends ExpectedTest>(
  model: Model,
  data: ModelData,
  options: UpperLimitOptions,
  testAt: (prepared: Prepared, mu: number, quick: boolean) => T,
  clsOf: (test: T) => readonly number[],
  quick: boolean,
): Scan<T> {
  const { level = 0.05, tolerance = 1e-8 } = options;
  const { name, upper } = checked(model, level, options);
  const tests = new Map<number, T>();
  let [bound, prepared] = [upper, prepare(model, data, options)];
  const test = (mu: number): T => {
    const known = tests.get(mu);
    if (known !== undefined) return known;
    const made = testAt(prepared, mu, quick);
    tests.set(mu, made);
    return made;
  };
  for (let doubling = 0; !clsOf(test(bound)).every((cls) => cls < level); doubling++) {
    if (doubling === DOUBLINGS)
      throw new InputError('limit-none', `CLs stays above ${level} up to ${name} = ${bound}: there is no limit`, {
        expected: 'a signal that changes the expected counts',
      });
    bound *= 2;
    // Only a best fit that the bound held back can change.
    if (prepared.observed.muHat >= bound / 2) {
      prepared = prepare(model, data, options, bound);
      tests.clear();
    }
  }
  const search = (height: (test: T) => number, atZero: number): number => {
    let low: Point = [0, atZero];
    let high: Point = [bound, -Infinity];
    for (const [mu, tested] of tests) {
      const value = height(tested);
      if (value >= 0 && mu > low[0] && mu < high[0]) low = [mu, value];
      if (value < 0 && mu <= high[0] && mu > low[0]) high = [mu, value];
    }
    return rootBetween((mu) => height(test(mu)), low, high, { absolute: 0, relative: tolerance, value: tolerance });
  };
  return { level, tests, search, holds: (mu, same) => !quick || same(testAt(prepared, mu, false), test(mu)) };
}

type Point = readonly [mu: number, value: number];

function checked(model: Model, level: number, { statistic }: UpperLimitOptions): Parameter {
  if (!(level > 0 && level < 0.5))
    throw new InputError('limit-level', `the level is ${level}`, { expected: 'more than 0 and below 0.5' });
  if (statistic === 'q0') throw new InputError('limit-statistic', 'q0 tests a discovery; limits need qtilde or q');
  const poi = model.parameters[poiOf(model)] as Parameter;
  if (poi.lower > 0)
    throw new InputError(
      'limit-bounds',
      `'${poi.name}' is bounded below by ${poi.lower}: background alone is excluded beforehand`,
      {
        expected: 'a lower bound of 0 (or below, for the statistic q)',
      },
    );
  return poi;
}

/** CLs expected at N deviations falls to the level where sqrt(q_A) has risen to a number; it rises almost in a straight line. */
function band({ level, search }: Scan<ExpectedTest>): ExpectedBand {
  return BAND.map((n) => {
    const target = n + significanceOf(level * normalTail(-n));
    return search(({ qAsimov }) => 1 - Math.sqrt(qAsimov) / target, 1);
  }) as unknown as ExpectedBand;
}

function outcome(tests: readonly ExpectedTest[]): { readonly converged: boolean; readonly message: string } {
  const message = tests.find(({ converged }) => !converged)?.message ?? '';
  return { converged: message === '', message };
}
