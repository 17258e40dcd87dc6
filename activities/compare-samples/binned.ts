import type { BinnedRow } from '../../schemas/results/index.ts';
import type { EventColumns } from '../../science/learning/generative/index.ts';
import { binOf, equalBins } from '../../science/metrics/index.ts';

/** Densities (the sum over the bins is 1) of one feature in two samples, from the 0.5th to the 99.5th percentile of the first. */
export function binned(
  feature: string,
  unit: string | null,
  samples: Readonly<Record<string, EventColumns>>,
  bins: number,
): readonly BinnedRow[] {
  const values = Object.entries(samples).map(
    ([group, columns]) =>
      [group, (columns.get(feature) as Float64Array).filter((value) => !Number.isNaN(value))] as const,
  );
  const sorted = (values[0]?.[1] ?? new Float64Array(0)).toSorted();
  if (sorted.length === 0) return [];
  const quantile = (p: number): number => sorted[Math.round(p * (sorted.length - 1))] as number;
  const whole = sorted.every((value) => Number.isInteger(value)) && quantile(1) - quantile(0) < bins;
  const [low, high] = whole ? [quantile(0) - 0.5, quantile(1) + 0.5] : widened(quantile(0.005), quantile(0.995));
  const edges = equalBins(low, high, whole ? high - low : bins);
  return values.flatMap(([group, own]) => {
    const counts = new Int32Array(edges.length - 1);
    for (const bin of binOf(own, edges)) counts[bin] = (counts[bin] as number) + 1;
    return Array.from(counts, (events, bin) => ({
      distribution: feature,
      unit,
      group,
      low: edges[bin] as number,
      high: edges[bin + 1] as number,
      events,
      sum_of_weights: events / Math.max(1, own.length),
      error: Math.sqrt(events) / Math.max(1, own.length),
    }));
  });
}

const widened = (low: number, high: number): readonly [number, number] =>
  high > low ? [low, high] : [low - 0.5, low + 0.5];
