import { asimovSignificance } from '../asimov.ts';
import { effectiveEvents } from '../../weights/index.ts';
import type { ScoreCells } from './score-sums.ts';

/**
 * The bins, made of whole cells, with the largest sum of squared Asimov significances: Z of the bins in quadrature. Each bin keeps a
 * positive background with enough effective events: without that requirement the best bins would be those that chance has emptied.
 * Exact, by dynamic programming over the last edge.
 * @param bins at most
 * @param minimumEffective effective background events that each bin must hold
 * @returns edges; undefined when not even all cells together hold enough background
 */
export function bestBins(cells: ScoreCells, bins: number, minimumEffective: number): Float64Array | undefined {
  const count = cells.signal.length;
  const sums = cumulative(cells);
  const gains = Float64Array.from({ length: (count + 1) ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / (count + 1)), at % (count + 1)];
    return i < j ? squaredSignificance(sums, i, j, minimumEffective) : -1;
  });
  // value[k][j]: the best of k bins over cells 0 ... j - 1; from[k][j]: where the last of them begins.
  let value = new Float64Array(count + 1).fill(-1);
  value[0] = 0;
  let best: { readonly value: number; readonly edges: readonly number[] } | undefined;
  let ends: readonly (readonly number[] | undefined)[] = Array.from({ length: count + 1 }, (_, j) =>
    j === 0 ? [0] : undefined,
  );
  for (let k = 1; k <= bins; k++) {
    const next = new Float64Array(count + 1).fill(-1);
    const nextEnds: (readonly number[] | undefined)[] = new Array<undefined>(count + 1).fill(undefined);
    for (let j = k; j <= count; j++) {
      for (let i = k - 1; i < j; i++) {
        const before = value[i] as number;
        if (before < 0) continue;
        const gain = gains[i * (count + 1) + j] as number;
        if (gain < 0 || before + gain <= (next[j] as number)) continue;
        next[j] = before + gain;
        nextEnds[j] = [...(ends[i] as readonly number[]), j];
      }
    }
    const all = nextEnds[count];
    // A further bin must be worth more than rounding.
    if (all !== undefined && (best === undefined || (next[count] as number) > best.value * (1 + 1e-9)))
      best = { value: next[count] as number, edges: all };
    [value, ends] = [next, nextEnds];
  }
  return best === undefined ? undefined : Float64Array.from(best.edges, (cell) => cells.edges[cell] as number);
}

/** Joins neighbouring bins, from the highest score down, until each holds enough effective background of positive sum. */
export function populatedBins(cells: ScoreCells, minimumEffective: number): Float64Array | undefined {
  const sums = cumulative(cells);
  const edges = [cells.signal.length];
  for (let i = cells.signal.length - 1; i >= 0; i--)
    if (populated(sums, i, edges.at(-1) as number, minimumEffective)) edges.push(i);
  if (edges.length === 1) return undefined;
  // What is left at the lower end joins the last bin that is full.
  edges[edges.length - 1] = 0;
  return Float64Array.from(edges.reverse(), (cell) => cells.edges[cell] as number);
}

type Sums = Readonly<Record<'signal' | 'background' | 'backgroundSquared', Float64Array>>;

function cumulative({ signal, background, backgroundSquared }: ScoreCells): Sums {
  const running = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(values.length + 1);
    for (let i = 0; i < values.length; i++) sums[i + 1] = (sums[i] as number) + (values[i] as number);
    return sums;
  };
  return {
    signal: running(signal),
    background: running(background),
    backgroundSquared: running(backgroundSquared),
  };
}

const between = (sums: Float64Array, i: number, j: number): number => (sums[j] as number) - (sums[i] as number);

function populated({ background, backgroundSquared }: Sums, i: number, j: number, minimumEffective: number): boolean {
  const sum = between(background, i, j);
  return sum > 0 && effectiveEvents(sum, between(backgroundSquared, i, j)) >= minimumEffective;
}

/** Z^2 of one bin, or -1 where it has too little background. */
function squaredSignificance(sums: Sums, i: number, j: number, minimumEffective: number): number {
  if (!populated(sums, i, j, minimumEffective)) return -1;
  return asimovSignificance(between(sums.signal, i, j), between(sums.background, i, j)) ** 2;
}
