import type { ScoredEvents } from '../scored-events/index.ts';

/** Sums of one process, bin by bin. */
export interface BinnedProcess {
  readonly sumOfWeights: number[];
  /** Weights of each particle-level event summed first, then squared. */
  readonly variance: number[];
}

/** Rows ordered so that responses of one particle-level event of one process follow one another. */
export function groupedRows({ rows, processes, groups }: ScoredEvents): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) =>
      (processes[a] as number) - (processes[b] as number) || (groups[a] as number) - (groups[b] as number) || a - b,
  );
}

/**
 * @param rows in the order of `groupedRows`
 * @param bins `[events]`, -1 for what is left out
 * @returns by the index of the process
 */
export function binnedProcesses(
  events: ScoredEvents,
  rows: Int32Array,
  bins: Int32Array,
  count: number,
  weights: Float64Array,
): ReadonlyMap<number, BinnedProcess> {
  const found = new Map<number, BinnedProcess>();
  const inGroup = new Float64Array(count);
  const touched: number[] = [];
  let process = -1;
  let group = -1;
  let current: BinnedProcess = { sumOfWeights: [], variance: [] };
  const close = (): void => {
    for (const bin of touched) {
      const sum = inGroup[bin] as number;
      current.sumOfWeights[bin] = (current.sumOfWeights[bin] as number) + sum;
      current.variance[bin] = (current.variance[bin] as number) + sum * sum;
      inGroup[bin] = 0;
    }
    touched.length = 0;
  };
  for (const row of rows) {
    const bin = bins[row] as number;
    if (bin < 0) continue;
    if (events.processes[row] !== process || events.groups[row] !== group) {
      close();
      group = events.groups[row] as number;
      if (events.processes[row] !== process) {
        process = events.processes[row] as number;
        const zeros = (): number[] => new Array<number>(count).fill(0);
        current = found.get(process) ?? { sumOfWeights: zeros(), variance: zeros() };
        found.set(process, current);
      }
    }
    if (!touched.includes(bin)) touched.push(bin);
    inGroup[bin] = (inGroup[bin] as number) + (weights[row] as number);
  }
  close();
  return found;
}
