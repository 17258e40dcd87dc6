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
  const gains = new Float64Array((count + 1) ** 2).fill(-1);
  for (let i = 0; i < count; i++) {
    const bin = emptyBin();
    for (let j = i + 1; j <= count; j++) {
      addCell(bin, cells, j - 1);
      if (populated(bin, minimumEffective))
        gains[i * (count + 1) + j] = asimovSignificance(bin.signal, bin.background) ** 2;
    }
  }
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
  const edges = [cells.signal.length];
  let bin = emptyBin();
  for (let cell = cells.signal.length - 1; cell >= 0; cell--) {
    addCell(bin, cells, cell);
    if (!populated(bin, minimumEffective)) continue;
    edges.push(cell);
    bin = emptyBin();
  }
  // What is left at the lower end joins the bins above it until they hold enough together: it may pull a bin below the requirement.
  while (edges.length > 1) {
    edges[edges.length - 1] = 0;
    bin = emptyBin();
    for (let cell = (edges.at(-2) as number) - 1; cell >= 0; cell--) addCell(bin, cells, cell);
    if (populated(bin, minimumEffective)) return Float64Array.from(edges.reverse(), (at) => cells.edges[at] as number);
    edges.pop();
  }
  return undefined;
}

/** Sums over the cells of a bin: never differences of running sums, in which small weights beside large ones would be lost. */
interface Bin {
  signal: number;
  background: number;
  backgroundSquared: number;
}

const emptyBin = (): Bin => ({ signal: 0, background: 0, backgroundSquared: 0 });

function addCell(bin: Bin, cells: ScoreCells, cell: number): void {
  bin.signal += cells.signal[cell] as number;
  bin.background += cells.background[cell] as number;
  bin.backgroundSquared += cells.backgroundSquared[cell] as number;
}

const populated = ({ background, backgroundSquared }: Bin, minimumEffective: number): boolean =>
  background > 0 && effectiveEvents(background, backgroundSquared) >= minimumEffective;
