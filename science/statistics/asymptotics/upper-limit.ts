import { InputError } from '../../../schemas/index.ts';
import type { Model, ModelData } from '../histfactory/index.ts';
import { BAND, prepare, testPrepared, type HypotestOptions } from './hypotest.ts';
import { rootBetween } from '../root.ts';
import { poiOf } from './test-statistics.ts';
import type { ExpectedBand, HypothesisTest, UpperLimit } from './types.ts';

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
  const { level = 0.05, tolerance = 1e-8 } = options;
  if (!(level > 0 && level < 0.5))
    throw new InputError('limit-level', `the level is ${level}`, { expected: 'more than 0 and below 0.5' });
  if (options.statistic === 'q0')
    throw new InputError('limit-statistic', 'q0 tests a discovery; limits need qtilde or q');
  const { name, lower, upper } = model.parameters[poiOf(model)] as Model['parameters'][number];
  if (lower > 0)
    throw new InputError(
      'limit-bounds',
      `'${name}' is bounded below by ${lower}: background alone is excluded beforehand`,
      {
        expected: 'a lower bound of 0 (or below, for the statistic q)',
      },
    );
  const tests = new Map<number, HypothesisTest>();
  let [bound, prepared] = [upper, prepare(model, data, options)];
  const test = (mu: number): HypothesisTest => {
    const known = tests.get(mu);
    if (known !== undefined) return known;
    const made = testPrepared(prepared, mu);
    tests.set(mu, made);
    return made;
  };
  for (let doubling = 0; !excluded(test(bound), level); doubling++) {
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
  const limit = (cls: (test: HypothesisTest) => number): number => search(test, tests, cls, level, tolerance, bound);
  const expected = BAND.map((_, i) => limit(({ clsExpected }) => clsExpected[i] as number)) as unknown as ExpectedBand;
  const observed = limit(({ cls }) => cls);
  const all = [...tests.values()];
  const message = all.find(({ converged }) => !converged)?.message ?? '';
  return { observed, expected, level, tests: all, converged: message === '', message };
}

const excluded = ({ cls, clsExpected }: HypothesisTest, level: number): boolean =>
  [cls, ...clsExpected].every((value) => value < level);

/** The signal strength where CLs crosses the level, from the closest bracket that earlier tests give. */
function search(
  test: (mu: number) => HypothesisTest,
  tests: ReadonlyMap<number, HypothesisTest>,
  cls: (test: HypothesisTest) => number,
  level: number,
  tolerance: number,
  bound: number,
): number {
  // The logarithm is close to a parabola; it is cut where CLs underflows.
  const f = (tested: HypothesisTest): number => Math.log(Math.max(cls(tested), 1e-300) / level);
  // At strength 0 both hypotheses are one: CLs is 1.
  let low: Point = [0, -Math.log(level)];
  let high: Point = [bound, -Infinity];
  for (const [mu, tested] of tests) {
    const value = f(tested);
    if (value >= 0 && mu > low[0] && mu < high[0]) low = [mu, value];
    if (value < 0 && mu <= high[0] && mu > low[0]) high = [mu, value];
  }
  return rootBetween((mu) => f(test(mu)), low, high, { absolute: 0, relative: tolerance });
}

type Point = readonly [mu: number, value: number];
