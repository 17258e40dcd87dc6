import { rankByFallingScore } from '../../metrics/ranking.ts';
import { effectiveEvents } from '../../weights/index.ts';

/** Weighted events in narrow cells of a score, from the lowest to the highest: what binnings are chosen from. Arrays `[cells]`. */
export interface ScoreCells {
  /** `[cells + 1]`, rising. A cell holds edges[i] <= score < edges[i + 1], the last one its upper edge too. */
  readonly edges: Float64Array;
  readonly signal: Float64Array;
  readonly background: Float64Array;
  /** Sum of squared weights of the background. */
  readonly backgroundSquared: Float64Array;
}

export interface LabelledScores {
  readonly scores: Float64Array | Float32Array;
  /** Signed physical weights. */
  readonly weights: Float64Array;
  /** 1 signal, 0 background; any other value does not count. */
  readonly labels: Int8Array;
}

/**
 * Cells whose edges part the positive signal weights evenly, so that they are narrow where the signal is. The first and the last edge
 * are the lowest and the highest score.
 * @param rising rows by rising score, if they are known already
 * @throws RangeError without signal or without events
 */
export function signalCells(events: LabelledScores, cells: number, rising?: Int32Array): ScoreCells {
  const { scores, weights, labels } = events;
  const counted = (row: number): boolean => labels[row] === 1 || labels[row] === 0;
  const order = (rising ?? rankByFallingScore(scores).reverse()).filter(counted);
  const positive = (row: number): number => (labels[row] === 1 ? Math.max(weights[row] as number, 0) : 0);
  const total = order.reduce((sum, row) => sum + positive(row), 0);
  if (!(total > 0)) throw new RangeError('there is no signal of positive weight');
  const [first, last] = [order[0] as number, order.at(-1) as number];
  const edges = [scores[first] as number];
  let sum = 0;
  for (const row of order) {
    const score = scores[row] as number;
    // Before this event: equal scores stay together, as no edge can part them.
    if (sum >= (total * edges.length) / cells && score > (edges.at(-1) as number)) edges.push(score);
    sum += positive(row);
  }
  edges.push(scores[last] as number);
  return cellsBetween(events, order, Float64Array.from(edges));
}

/**
 * Cells to choose the best bins from: those of `signalCells`, parted further where the background that has a higher score reaches
 * `minimumEffective` effective events and, from there, grows by a quarter each time. Where the signal is crowded together, bins that
 * reach down just far enough for their background are among the choices.
 * @param rising rows by rising score, if they are known already
 */
export function candidateCells(
  events: LabelledScores,
  cells: number,
  minimumEffective: number,
  rising?: Int32Array,
): ScoreCells {
  const { scores, weights, labels } = events;
  const ofSignal = signalCells(events, cells, rising);
  const falling = (rising?.toReversed() ?? rankByFallingScore(scores)).filter((row) => labels[row] === 0);
  const edges = new Set(ofSignal.edges);
  let [sum, squares, wanted] = [0, 0, Math.max(minimumEffective, 1)];
  for (const [i, row] of falling.entries()) {
    const weight = weights[row] as number;
    sum += weight;
    squares += weight * weight;
    const score = scores[row] as number;
    if (scores[falling[i + 1] ?? -1] === score || !(sum > 0) || effectiveEvents(sum, squares) < wanted) continue;
    edges.add(score);
    wanted = 1.25 * effectiveEvents(sum, squares);
  }
  const [lowest, highest] = [ofSignal.edges[0] as number, ofSignal.edges.at(-1) as number];
  const within = [...edges].filter((edge) => edge >= lowest && edge <= highest).sort((a, b) => a - b);
  return cellsOf(events, Float64Array.from(within));
}

/** Sums of the given cells. */
export function cellsOf(events: LabelledScores, edges: Float64Array): ScoreCells {
  return cellsBetween(events, Int32Array.from(events.scores.keys()), edges);
}

function cellsBetween({ scores, weights, labels }: LabelledScores, rows: Int32Array, edges: Float64Array): ScoreCells {
  const count = edges.length - 1;
  const sums = { signal: new Float64Array(count), background: new Float64Array(count) };
  const backgroundSquared = new Float64Array(count);
  for (const row of rows) {
    const cell = cellOf(scores[row] as number, edges);
    const weight = weights[row] as number;
    if (labels[row] === 1) sums.signal[cell] = (sums.signal[cell] as number) + weight;
    else if (labels[row] === 0) {
      sums.background[cell] = (sums.background[cell] as number) + weight;
      backgroundSquared[cell] = (backgroundSquared[cell] as number) + weight * weight;
    }
  }
  return { edges, ...sums, backgroundSquared };
}

function cellOf(score: number, edges: Float64Array): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (score >= (edges[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
}
