import type { TableInput } from '../../schemas/index.ts';
import { featureMatrix, requireFeatures, type LearningSample } from '../../science/learning/preparation/index.ts';
import { weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import { isSignal } from '../sample-kind.ts';

/** Reads what a training needs of each sample. */
export async function readSamples(
  inputs: readonly TableInput[],
  features: readonly string[],
): Promise<readonly LearningSample[]> {
  for (const { origin, columns } of inputs) requireFeatures(columns, features, origin);
  return Promise.all(inputs.map((input) => readSample(input, features)));
}

async function readSample(input: TableInput, features: readonly string[]): Promise<LearningSample> {
  const { origin, attributes } = input;
  const signal = isSignal(attributes.kind, origin);
  const table = await input.read([...new Set([...features, 'weight', 'split'])]);
  const split = wholeNumberColumn(table, 'split', origin);
  return {
    name: origin,
    signal,
    matrix: featureMatrix(table, features, origin),
    weights: weightColumn(table, 'weight', origin),
    split,
  };
}
