import { piecewiseLinear, type PiecewiseLinear } from './quantiles.ts';

/**
 * How one input of a network follows from a feature: (value - offset) x scale, or `quantiles` of the value, where value is the
 * feature's (`fill` where it is missing), or 1 where it is missing and else 0; or a parameter's of the hypothesis.
 */
export interface NetworkInput {
  /** A column, or the attribute that a parameter is. */
  readonly feature: string;
  readonly use: 'value' | 'missing' | 'parameter';
  /** Null: events without a value are left out. */
  readonly fill: number | null;
  readonly offset: number;
  readonly scale: number;
  readonly quantiles?: PiecewiseLinear;
}

/** Features of events, `[events x features]`, row-major; NaN where a value is missing. */
export interface FeatureMatrix {
  readonly features: readonly string[];
  readonly values: Float32Array;
}

/** Values of parameters of a parameterised network: of all events, or `[events]` of the matrix. */
export type Parameters = Readonly<Record<string, number | Float64Array>>;

/** Rows of one matrix. */
export interface MatrixRows {
  readonly matrix: FeatureMatrix;
  readonly rows: Int32Array;
  readonly parameters?: Parameters | undefined;
}

/**
 * Network inputs of the given rows, one part after the other.
 * @returns `[rows x inputs]`, row-major, and which rows had a missing value that no fill stands for (`complete` 0; their inputs are 0)
 */
export function networkInputs(
  inputs: readonly NetworkInput[],
  parts: readonly MatrixRows[],
): { readonly values: Float32Array; readonly complete: Uint8Array } {
  const events = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const values = new Float32Array(events * inputs.length);
  const complete = new Uint8Array(events).fill(1);
  let first = 0;
  for (const part of parts) {
    const own = values.subarray(first * inputs.length, (first + part.rows.length) * inputs.length);
    fillRows(inputs, part, own, complete.subarray(first));
    first += part.rows.length;
  }
  return { values, complete };
}

function fillRows(
  inputs: readonly NetworkInput[],
  { matrix, rows, parameters }: MatrixRows,
  values: Float32Array,
  complete: Uint8Array,
): void {
  const count = inputs.length;
  const width = matrix.features.length;
  const columns = Int32Array.from(inputs, ({ feature, use }) =>
    use === 'parameter' ? 0 : matrix.features.indexOf(feature),
  );
  if (columns.includes(-1)) throw new Error('the matrix lacks a feature that an input is made of');
  const offsets = Float64Array.from(inputs, ({ offset }) => offset);
  const scales = Float64Array.from(inputs, ({ scale }) => scale);
  const flags = Uint8Array.from(inputs, ({ use }) => (use === 'missing' ? 1 : 0));
  // What a parameter is follows below
  const fills = Float64Array.from(inputs, ({ use, fill }) =>
    use === 'value' ? (fill ?? NaN) : use === 'missing' ? 1 : 0,
  );
  const features = matrix.values;
  let target = 0;
  for (let row = 0; row < rows.length; row++) {
    const begin = (rows[row] as number) * width;
    for (let index = 0; index < count; index++, target++) {
      const feature = features[begin + (columns[index] as number)] as number;
      const missing = feature !== feature;
      const value = missing ? (fills[index] as number) : flags[index] === 1 ? 0 : feature;
      if (value === value) values[target] = (value - (offsets[index] as number)) * (scales[index] as number);
      else complete[row] = 0;
    }
  }
  inputs.forEach(({ feature, use, offset, scale, quantiles }, index) => {
    if (use === 'parameter') {
      const given = parameters?.[feature];
      if (given === undefined) throw new Error(`no value is given for the parameter ${feature}`);
      for (let row = 0; row < rows.length; row++) {
        const value = typeof given === 'number' ? given : (given[rows[row] as number] as number);
        values[row * count + index] = (value - offset) * scale;
      }
    }
    if (quantiles === undefined) return;
    for (let i = index; i < values.length; i += count) values[i] = piecewiseLinear(quantiles, values[i] as number);
  });
}
