import { BAND } from '../asymptotics/index.ts';
import { normalCdf, significanceOf } from '../normal.ts';
import { randomStream } from '../../learning/random.ts';
import { testOfSorted, toyTest } from './toy-test.ts';
import type { ToyStatistics } from './toys.ts';

/** Toys of one signal strength; the i-th ones of all strengths are one toy. */
export interface ToysAt {
  readonly mu: number;
  /** Test statistic of the data. */
  readonly observed: number;
  readonly toys: ToyStatistics;
}

/** A number with its standard error from the finite number of toys; null where too many resamples give none. */
export interface Estimate {
  /** NaN where there is none. */
  readonly value: number;
  readonly error: number | null;
}

/** Observed, and expected at -2 ... +2 standard deviations. */
export interface SixEstimates {
  readonly observed: Estimate;
  readonly expected: readonly [Estimate, Estimate, Estimate, Estimate, Estimate];
}

export interface ToyScanResult {
  /** CLs, strength by strength. */
  readonly cls: readonly SixEstimates[];
  readonly limits: SixEstimates;
  /** Why a limit is missing; empty for one that is there. Observed, then expected. */
  readonly problems: readonly string[];
  /** About how many toys with signal lie beyond the test statistic at each limit: those that fix it. */
  readonly reaching: readonly number[];
}

export interface ToyScanOptions {
  /** 1 - confidence level. */
  readonly level: number;
  /** Of the bootstrap; at least 2. */
  readonly resamples: number;
  readonly seed: number;
}

/**
 * CLs at the strengths of a scan and the upper limits where it falls to the level. Between strengths the normal significance of CLs / 2 is
 * linear: for the median that is what asymptotic distributions say, and for the others right to 0.2 % where strengths lie a fifth apart.
 * Errors by bootstrap of the toys, the same ones at all strengths, as they are one toy.
 * @param scan by rising strength
 */
export function scanToys(scan: readonly ToysAt[], { level, resamples, seed }: ToyScanOptions): ToyScanResult {
  const sorted = scan.map(({ observed, toys }) => ({
    observed,
    signal: rising(toys.signal),
    background: rising(toys.background),
  }));
  const cls = sorted.map(({ observed, signal, background }) => sixOf(observed, signal.values, background.values));
  const crossings = six((i) => crossingOf(scan, cls, i, level));
  const count = scan[0]?.toys.background.length ?? 0;
  const drawn = Array.from({ length: resamples }, (_, index) => {
    const [signalTimes, backgroundTimes] = ['signal', 'background'].map((purpose) => {
      const { uniform } = randomStream(seed, `toy bootstrap ${purpose}`, index);
      const times = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        const toy = Math.floor(uniform() * count);
        times[toy] = (times[toy] as number) + 1;
      }
      return times;
    }) as [Uint32Array, Uint32Array];
    const again = sorted.map(({ observed, signal, background }) =>
      sixOf(observed, repeated(signal, signalTimes), repeated(background, backgroundTimes)),
    );
    return { cls: again, limits: six((i) => crossingOf(scan, again, i, level).limit) };
  });
  const estimate = (value: number, of: (resample: (typeof drawn)[number]) => number): Estimate => ({
    value,
    error: Number.isNaN(value) ? null : spread(drawn.map(of)),
  });
  const clb = [observedClb(scan, crossings[0]?.limit ?? NaN), ...BAND.map((n) => normalCdf(n))];
  return {
    cls: cls.map((values, k) => named((i) => estimate(values[i] as number, (one) => one.cls[k]?.[i] ?? NaN))),
    limits: named((i) => estimate(crossings[i]?.limit ?? NaN, ({ limits }) => limits[i] as number)),
    problems: crossings.map(({ problem }) => problem),
    reaching: clb.map((probability) => level * probability * count),
  };
}

/** CLs observed and the five expected. */
type Six<T> = readonly T[];

const six = <T>(of: (i: number) => T): Six<T> => Array.from({ length: 6 }, (_, i) => of(i));

function named(of: (i: number) => Estimate): SixEstimates {
  const [observed, ...expected] = six(of) as [Estimate, Estimate, Estimate, Estimate, Estimate, Estimate];
  return { observed, expected };
}

function sixOf(observed: number, signal: Float64Array, background: Float64Array): Six<number> {
  const { cls, clsExpected } = testOfSorted(observed, signal, background);
  return [cls, ...clsExpected];
}

/** Numbers in rising order, with the toys that they are of; without failed ones. */
interface Rising {
  readonly values: Float64Array;
  readonly toys: Uint32Array;
}

function rising(values: Float64Array): Rising {
  const toys = Uint32Array.from(values.keys())
    .filter((toy) => !Number.isNaN(values[toy]))
    .sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  return { values: Float64Array.from(toys, (toy) => values[toy] as number), toys };
}

/** Each number as many times as its toy was drawn. */
function repeated({ values, toys }: Rising, times: Uint32Array): Float64Array {
  const drawn = new Float64Array(toys.reduce((sum, toy) => sum + (times[toy] as number), 0));
  let at = 0;
  for (let i = 0; i < toys.length; i++)
    for (let left = times[toys[i] as number] as number; left > 0; left--) drawn[at++] = values[i] as number;
  return drawn;
}

/** The last fall of CLs below the level: where noise makes several, the weakest limit. */
function crossingOf(
  scan: readonly ToysAt[],
  cls: readonly Six<number>[],
  i: number,
  level: number,
): { readonly limit: number; readonly problem: string } {
  const none = (problem: string) => ({ limit: NaN, problem });
  const at = (k: number): number => cls[k]?.[i] ?? NaN;
  if (cls.some((values) => Number.isNaN(values[i]))) return none('no toy without signal reaches the data');
  let last = cls.length - 1;
  while (last >= 0 && at(last) < level) last--;
  if (last === cls.length - 1) return none('CLs is above the level at the largest strength: scan larger ones');
  if (at(last + 1) === 0) return none('no toy with signal reaches the limit: draw more');
  if (last < 0) return none('CLs is below the level at the smallest strength: scan smaller ones');
  const [low, high] = [scan[last] as ToysAt, scan[last + 1] as ToysAt];
  // A CLs above 1 is noise of few toys.
  const [above, below] = [significanceOf(Math.min(at(last), 1) / 2), significanceOf(at(last + 1) / 2)];
  const fraction = (significanceOf(level / 2) - above) / (below - above);
  return { limit: low.mu + fraction * (high.mu - low.mu), problem: '' };
}

/** Fraction of toys without signal at or above the data's test statistic, at the strength nearest to the observed limit. */
function observedClb(scan: readonly ToysAt[], limit: number): number {
  const nearest = [...scan].sort((a, b) => Math.abs(a.mu - limit) - Math.abs(b.mu - limit))[0];
  return nearest === undefined ? NaN : toyTest(nearest.observed, nearest.toys).clb;
}

/** Standard deviation of the numbers; null where more than a tenth are none. */
function spread(values: readonly number[]): number | null {
  const there = values.filter((value) => !Number.isNaN(value));
  if (there.length < 2 || there.length < 0.9 * values.length) return null;
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  return Math.sqrt(there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (there.length - 1));
}
