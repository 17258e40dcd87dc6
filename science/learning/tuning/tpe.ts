import { normal, type RandomStream } from '../random.ts';
import { fingerprint, rankObservations, type Known } from './observations.ts';
import { normalCdf } from '../../statistics/index.ts';
import { logSumExp, normalDensity } from './normal.ts';
import { dimensionStream, sampleRandom } from './random.ts';
import { configure, type Configuration, type Dimension } from './space.ts';
import { cellOf, fromUnit, toUnit } from './unit.ts';

const candidates = 24;

/**
 * A tree-structured Parzen estimator: configurations are drawn from a density of the good trials, and the one is taken whose density among the
 * good is the highest compared with that among the rest (Bergstra et al., NIPS 2011, eq. 4 to 6). All dimensions of a trial form one
 * kernel, as in Falkner et al., ICML 2018 (BOHB), section 3.2, so that the estimate follows how they hang together; in a dimension that a trial did
 * not have, its kernel is even. A kernel is as wide as the greater of the distances to its neighbours (Bergstra et al., section 4.1), and no
 * narrower than an even spacing. Trials that run count among the rest: they keep others away.
 */
export function proposeTpe(known: Known): Configuration {
  const { space, seed, trial, observations, pending } = known;
  if (observations.length < known.startupTrials) return sampleRandom(space, seed, trial);
  const ranked = rankObservations(observations);
  const good = Math.min(Math.ceil(0.1 * ranked.length), 25);
  const below = parzen(
    ranked.slice(0, good).map(({ configuration }) => configuration),
    space.dimensions,
  );
  const above = parzen([...ranked.slice(good).map(({ configuration }) => configuration), ...pending], space.dimensions);
  const seen = new Set([...observations.map(({ configuration }) => configuration), ...pending].map(fingerprint));
  const drawn = Array.from({ length: candidates }, (_, index) => {
    const candidate = draw(below, known, index);
    const gain = logDensity(below, candidate, space.dimensions) - logDensity(above, candidate, space.dimensions);
    return { candidate, gain, fresh: !seen.has(fingerprint(candidate)) };
  });
  // A configuration that was tried already teaches nothing: it is taken only where nothing else was drawn.
  const fresh = drawn.filter(({ fresh: isFresh }) => isFresh);
  const pool = fresh.length > 0 ? fresh : drawn;
  return pool.reduce((best, one) => (one.gain > best.gain ? one : best)).candidate;
}

/** A mixture with a kernel for each trial and an even one as the prior, all with the same weight. */
interface Parzen {
  readonly centres: readonly Configuration[];
  /** Width of each kernel, by dimension. */
  readonly widths: readonly ReadonlyMap<string, number>[];
}

function parzen(centres: readonly Configuration[], dimensions: readonly Dimension[]): Parzen {
  const widths = centres.map(() => new Map<string, number>());
  for (const { name, domain } of dimensions) {
    const places = centres.flatMap((centre, index) => {
      const value = centre[name];
      return value === undefined ? [] : [{ index, place: toUnit(domain, value) }];
    });
    // The middle is there too: it is where the prior is.
    const ordered = [...places, { index: -1, place: 0.5 }].sort((a, b) => a.place - b.place || a.index - b.index);
    const least = 1 / Math.min(100, places.length + 2);
    ordered.forEach(({ index, place }, position) => {
      const gaps = [ordered[position - 1], ordered[position + 1]].flatMap((other) =>
        other === undefined ? [] : [Math.abs(other.place - place)],
      );
      widths[index]?.set(name, Math.min(1, Math.max(least, ...gaps)));
    });
  }
  return { centres, widths };
}

function draw({ centres, widths }: Parzen, { space, seed, trial }: Known, candidate: number): Configuration {
  const first = space.dimensions[0] as Dimension;
  const pick = dimensionStream(seed, `tpe kernel ${candidate}`, trial, first).uniform();
  const kernel = Math.floor(pick * (centres.length + 1));
  const centre = centres[kernel];
  return configure(space, (dimension) => {
    const stream = dimensionStream(seed, `tpe ${candidate}`, trial, dimension);
    const value = centre?.[dimension.name];
    if (value === undefined) return fromUnit(dimension.domain, stream.uniform());
    const { domain } = dimension;
    if (domain.type === 'choice') {
      const same = 1 / (1 + domain.options.length / (centres.length + 1));
      return stream.uniform() < same ? value : fromUnit(domain, stream.uniform());
    }
    return fromUnit(domain, truncatedNormal(toUnit(domain, value), widths[kernel]?.get(dimension.name) ?? 1, stream));
  });
}

/** Inside [0, 1], where its centre is: at least a third of the draws are. */
function truncatedNormal(centre: number, width: number, stream: RandomStream): number {
  for (;;) {
    const value = centre + width * normal(stream);
    if (value >= 0 && value <= 1) return value;
  }
}

function logDensity({ centres, widths }: Parzen, at: Configuration, dimensions: readonly Dimension[]): number {
  const here = dimensions.filter(({ name }) => at[name] !== undefined);
  const kernel = (centre: Configuration | undefined, width?: ReadonlyMap<string, number>): number =>
    here.reduce((sum, { name, domain }) => {
      const place = at[name] as number;
      const value = centre?.[name];
      const cell = cellOf(domain, place);
      if (value === undefined) return sum + (cell === undefined ? 0 : Math.log(cell[1] - cell[0]));
      if (domain.type === 'choice') {
        const rest = 1 / (centres.length + 1);
        return sum + Math.log(((place === value ? 1 : 0) + rest) / (1 + rest * domain.options.length));
      }
      return sum + logTruncated(toUnit(domain, place), cell, toUnit(domain, value), width?.get(name) ?? 1);
    }, 0);
  return (
    logSumExp([...centres.map((centre, index) => kernel(centre, widths[index])), kernel(undefined)]) -
    Math.log(centres.length + 1)
  );
}

/** ln of the density at `place`, or of the probability of its cell. */
function logTruncated(
  place: number,
  cell: readonly [number, number] | undefined,
  centre: number,
  width: number,
): number {
  const upTo = (value: number): number => normalCdf((value - centre) / width);
  const inside = upTo(1) - upTo(0);
  if (cell === undefined) return Math.log(normalDensity((place - centre) / width) / width / inside);
  return Math.log(Math.max(upTo(Math.min(1, cell[1])) - upTo(Math.max(0, cell[0])), 1e-300) / inside);
}
