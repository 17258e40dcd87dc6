import { z } from 'zod';
import { InputError } from '../../../schemas/index.ts';
import { trainingWeights, type BalancingPolicy, type NegativeWeightPolicy } from '../../weights/index.ts';
import { keepRows } from '../preparation/event-set.ts';
import type { LearningSample } from '../preparation/event-set.ts';
import type { MatrixRows } from '../preparation/inputs.ts';

/** Events for trees. */
export interface TreeEvents {
  /** `[events x width]`, row-major; NaN where a value is missing. */
  readonly features: Float32Array;
  readonly width: number;
  /** `[events]` number of the class; of two classes 1 is signal, 0 background. */
  readonly labels: Uint8Array;
  /** `[events]`, none negative, mean 1. */
  readonly weights: Float32Array;
}

/**
 * What stands for a missing value: `native` (trees learn at each split where events without the value go), `zero`, `mean`
 * (of the training events that have one), or a number outside the feature's range.
 */
export const treePaddingSchema = z.union([
  z.enum(['native', 'zero', 'mean']),
  z.strictObject({ out_of_range: z.number() }),
]);
export type TreePadding = z.infer<typeof treePaddingSchema>;

/** A feature that trees see; `fill` stands for a missing value, null: it stays missing. */
export interface TreeInput {
  readonly feature: string;
  readonly fill: number | null;
}

/** Fits the padding on the training events. */
export function fitTreeInputs(
  features: readonly string[],
  padding: TreePadding,
  training: readonly MatrixRows[],
): readonly TreeInput[] {
  return features.map((feature) => {
    if (padding === 'native') return { feature, fill: null };
    if (padding === 'zero') return { feature, fill: 0 };
    if (padding === 'mean') return { feature, fill: meanOf(feature, training) };
    return { feature, fill: padding.out_of_range };
  });
}

function meanOf(feature: string, parts: readonly MatrixRows[]): number {
  let [sum, count] = [0, 0];
  for (const { matrix, rows } of parts) {
    const width = matrix.features.length;
    const column = matrix.features.indexOf(feature);
    for (const row of rows) {
      const value = matrix.values[row * width + column] as number;
      if (value !== value) continue;
      sum += value;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/**
 * The inputs' values in the given rows, one part after the other.
 * @returns `[rows x inputs]`, row-major, NaN where a value is missing and nothing fills it
 */
export function treeFeatures(inputs: readonly TreeInput[], parts: readonly MatrixRows[]): Float32Array {
  const width = inputs.length;
  const events = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const values = new Float32Array(events * width);
  const fills = Float32Array.from(inputs, ({ fill }) => fill ?? NaN);
  let target = 0;
  for (const { matrix, rows } of parts) {
    const columns = Int32Array.from(inputs, ({ feature }) => matrix.features.indexOf(feature));
    if (columns.includes(-1)) throw new Error('the matrix lacks a feature that the trees see');
    for (const row of rows) {
      const begin = row * matrix.features.length;
      for (let index = 0; index < width; index++) {
        const value = matrix.values[begin + (columns[index] as number)] as number;
        values[target++] = value === value ? value : (fills[index] as number);
      }
    }
  }
  return values;
}

/** What trees do with weights: XGBoost, forests and AdaBoost have no meaning for a negative one. */
export interface TreeWeightPolicies {
  readonly balancing: BalancingPolicy;
  readonly negativeWeights: Exclude<NegativeWeightPolicy, 'keep'>;
}

/** Events of a subset, ready to learn from, their weights balanced within the subset. */
export function treeEvents(
  samples: readonly LearningSample[],
  rows: readonly Int32Array[],
  inputs: readonly TreeInput[],
  policies: TreeWeightPolicies,
): TreeEvents {
  const parts = samples.map(({ matrix }, index) => ({ matrix, rows: rows[index] as Int32Array }));
  const events = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const labels = new Float32Array(events);
  const physical = new Float64Array(events);
  const sampleNumbers = new Int32Array(events);
  let event = 0;
  samples.forEach(({ signal, weights }, index) => {
    for (const row of rows[index] as Int32Array) {
      labels[event] = signal ? 1 : 0;
      physical[event] = weights[row] as number;
      sampleNumbers[event++] = index;
    }
  });
  const { weights, kept } = trainingWeights(physical, labels, policies, sampleNumbers);
  return {
    features: keepRows(treeFeatures(inputs, parts), kept, inputs.length),
    width: inputs.length,
    labels: Uint8Array.from(keepRows(labels, kept, 1)),
    weights: Float32Array.from(keepRows(weights, kept, 1)),
  };
}

/** Some of the inputs of events. @param columns numbers of the inputs to keep, in the order wanted */
export function selectInputs(events: TreeEvents, columns: readonly number[]): TreeEvents {
  const rows = events.labels.length;
  const features = new Float32Array(rows * columns.length);
  let target = 0;
  for (let row = 0; row < rows; row++)
    for (const column of columns) features[target++] = events.features[row * events.width + column] as number;
  return { ...events, features, width: columns.length };
}

/** @throws InputError `weight-negative` for a negative or not finite weight, naming the first */
export function requireTreeWeights({ weights }: TreeEvents): void {
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (row < 0) return;
  throw new InputError('weight-negative', `event ${row} has the training weight ${weights[row]}`, {
    expected: 'finite weights that are not negative',
    mend: "choose a policy for negative weights such as 'absolute'",
  });
}
