import { inferenceStages, type Stage } from '../dropout/stages.ts';
import type { Model } from '../model-file/index.ts';
import type { Nonlinearity } from '../network.ts';
import { segmentsOf } from './segments.ts';

/** What a network needs of a format to be written in it: operations on float32 matrices `[events, columns]`. */
export interface InferenceOperations<V> {
  /** A row that goes with every event, or a matrix of weights. */
  constant(shape: readonly number[], values: Float32Array): V;
  /** Columns of a matrix, in this order. */
  columns(x: V, indices: Int32Array): V;
  /** 1 where a value is NaN, else 0. */
  missing(x: V): V;
  /** The values of a row where `x` is NaN. */
  filled(x: V, row: V): V;
  add(a: V, b: V): V;
  subtract(a: V, b: V): V;
  multiply(a: V, b: V): V;
  matrixProduct(a: V, b: V): V;
  /** Numbers below 0 become 0, above 1 become 1. */
  limit(x: V): V;
  activation(x: V, activation: Nonlinearity): V;
  /** Each row to mean 0 and standard deviation 1, as (x - mean) / sqrt(variance + epsilon). */
  normaliseRows(x: V, epsilon: number): V;
  sigmoid(x: V): V;
  softmax(x: V): V;
}

/** Columns that an exported network takes, in this order: features (NaN where a value is missing), then parameters. */
export function rawColumns({ inputs }: Pick<Model, 'inputs'>): readonly string[] {
  const names = (parameter: boolean) =>
    inputs.filter(({ use }) => (use === 'parameter') === parameter).map(({ feature }) => feature);
  return [...new Set([...names(false), ...names(true)])];
}

/**
 * Writes a network with its padding and normaliser.
 * @param raw `[events, rawColumns]`
 * @returns `[events, outputs]`, the probability of signal or of each class; NaN for an event that the padding drops
 */
export function writeInference<V>(o: InferenceOperations<V>, model: Model, raw: V): V {
  const logits = inferenceStages(model).reduce((x, stage) => writeStage(o, stage, x), writeInputs(o, model, raw));
  return (model.architecture.outputs ?? 1) > 1 ? o.softmax(logits) : o.sigmoid(logits);
}

function writeInputs<V>(o: InferenceOperations<V>, model: Model, raw: V): V {
  const { inputs } = model;
  const names = rawColumns(model);
  const row = (value: (input: (typeof inputs)[number]) => number): V =>
    o.constant([inputs.length], Float32Array.from(inputs, value));
  const taken = o.columns(
    raw,
    Int32Array.from(inputs, ({ feature }) => names.indexOf(feature)),
  );
  let x = o.filled(
    taken,
    row(({ use, fill }) => (use === 'missing' ? 0 : (fill ?? NaN))),
  );
  if (inputs.some(({ use }) => use === 'missing')) {
    const flags = o.multiply(
      o.missing(taken),
      row(({ use }) => Number(use === 'missing')),
    );
    x = o.add(
      o.multiply(
        x,
        row(({ use }) => Number(use !== 'missing')),
      ),
      flags,
    );
  }
  if (inputs.some(({ quantiles }) => quantiles !== undefined)) return writeQuantiles(o, model, x);
  if (inputs.every(({ offset, scale }) => offset === 0 && scale === 1)) return x;
  return o.multiply(
    o.subtract(
      x,
      row(({ offset }) => offset),
    ),
    row(({ scale }) => scale),
  );
}

/** Piecewise linear maps: start + sum over the segments of rise x (how far x lies in the segment, 0 to 1). */
function writeQuantiles<V>(o: InferenceOperations<V>, { inputs }: Model, x: V): V {
  const { centres, starts, segments } = segmentsOf(inputs);
  const [count, width] = [inputs.length, segments.length];
  const row = (values: readonly number[]): V => o.constant([values.length], Float32Array.from(values));
  const belonging = new Float32Array(width * count);
  segments.forEach(({ input, rise }, index) => {
    belonging[index * count + input] = rise;
  });
  const centred = o.subtract(x, row(centres));
  const own = o.columns(
    centred,
    Int32Array.from(segments, ({ input }) => input),
  );
  const way = o.multiply(
    o.subtract(own, row(segments.map(({ begin }) => begin))),
    row(segments.map(({ length }) => 1 / length)),
  );
  return o.add(o.matrixProduct(o.limit(way), o.constant([width, count], belonging)), row(starts));
}

function writeStage<V>(o: InferenceOperations<V>, stage: Stage, x: V): V {
  const { inputs, units, weights, bias, normalisation, vectors } = stage;
  const normalised = (place: string, value: V): V => {
    if (normalisation?.place !== place || vectors === undefined) return value;
    const rows = normalisation.rows === undefined ? value : o.normaliseRows(value, normalisation.rows.epsilon);
    return o.add(o.multiply(rows, o.constant([units], vectors.scale)), o.constant([units], vectors.shift));
  };
  const sums = o.add(o.matrixProduct(x, o.constant([inputs, units], weights)), o.constant([units], bias));
  return normalised('after-activation', o.activation(normalised('before-activation', sums), stage));
}
