import type { MatrixRows } from './inputs.ts';

/** Of one feature, over events that count equally. */
export interface FeatureStatistics {
  readonly feature: string;
  readonly present: number;
  readonly missing: number;
  readonly mean: number;
}

/** Statistics of each feature over the given rows. */
export function featureStatistics(parts: readonly MatrixRows[]): readonly FeatureStatistics[] {
  const features = parts[0]?.matrix.features ?? [];
  const sums = new Float64Array(features.length);
  const present = new Int32Array(features.length);
  let events = 0;
  for (const { matrix, rows } of parts) {
    events += rows.length;
    for (const row of rows) {
      const begin = row * features.length;
      for (let column = 0; column < features.length; column++) {
        const value = matrix.values[begin + column] as number;
        if (value !== value) continue;
        sums[column] = (sums[column] as number) + value;
        present[column] = (present[column] as number) + 1;
      }
    }
  }
  return features.map((feature, column) => {
    const count = present[column] as number;
    return {
      feature,
      present: count,
      missing: events - count,
      mean: count > 0 ? (sums[column] as number) / count : NaN,
    };
  });
}
