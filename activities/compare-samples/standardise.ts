import type { EventColumns } from '../../science/learning/generative/index.ts';

/** Mean and standard deviation of the values that are there; a column of equal values has deviation 1. */
export interface Scale {
  readonly mean: number;
  readonly deviation: number;
  readonly present: number;
}

export function scaleOf(values: Float64Array): Scale {
  const there = values.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, value) => sum + value, 0) / Math.max(1, there.length);
  const variance = there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, there.length);
  return {
    mean,
    deviation: variance > 0 ? Math.sqrt(variance) : 1,
    present: there.length / Math.max(1, values.length),
  };
}

/**
 * `[events x numbers]`: each feature in standard deviations from the mean, 0 where it is missing, and after them for each feature that is
 * sometimes missing whether it is there.
 */
export function standardised(
  columns: EventColumns,
  scales: ReadonlyMap<string, Scale>,
  flagged: readonly string[],
): Float32Array {
  const names = [...scales.keys()];
  const width = names.length + flagged.length;
  const events = columns.values().next().value?.length ?? 0;
  const matrix = new Float32Array(events * width);
  const fill = (index: number, of: (event: number) => number): void => {
    for (let event = 0; event < events; event++) matrix[event * width + index] = of(event);
  };
  names.forEach((name, index) => {
    const values = columns.get(name) as Float64Array;
    const { mean, deviation } = scales.get(name) as Scale;
    fill(index, (event) => {
      const value = values[event] as number;
      return Number.isNaN(value) ? 0 : (value - mean) / deviation;
    });
  });
  flagged.forEach((name, index) => {
    const values = columns.get(name) as Float64Array;
    fill(names.length + index, (event) => (Number.isNaN(values[event]) ? 0 : 1));
  });
  return matrix;
}
