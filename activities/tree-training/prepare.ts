import type { TableInput } from '../../schemas/index.ts';
import { SPLITS, type SplitName } from '../../schemas/results/index.ts';
import { subsetRows, subsetTotals, type SubsetTotals } from '../../science/learning/preparation/index.ts';
import {
  fitTreeInputs,
  selectInputs,
  treeEvents,
  type TreeEvents,
  type TreeInput,
} from '../../science/learning/trees/index.ts';
import { requireKinds } from '../train/prepare.ts';
import { readSamples, requireSamples } from '../train/samples.ts';
import type { TreeTrainingParams } from './params.ts';

export interface PreparedTrees {
  readonly inputs: readonly TreeInput[];
  readonly training: TreeEvents;
  readonly validation: TreeEvents;
  readonly totals: Readonly<Record<SplitName, SubsetTotals>>;
}

/** Reads samples and makes of them what trees learn from. @throws InputError `no-signal`, `no-background`, and those of features and weights */
export async function prepareTrees(events: readonly TableInput[], params: TreeTrainingParams): Promise<PreparedTrees> {
  requireSamples(events);
  const { features, label_column } = params;
  const samples = (await readSamples(events, { features, label_column })).map(({ sample }) => sample);
  const [training, validation, test] = SPLITS.map((_, code) => subsetRows(samples, code)) as [Rows, Rows, Rows];
  const totals = {
    train: subsetTotals(samples, training),
    validation: subsetTotals(samples, validation),
    test: subsetTotals(samples, test),
  };
  for (const subset of ['train', 'validation'] as const) requireKinds(subset, totals[subset], samples);
  const parts = samples.map(({ matrix }, index) => ({ matrix, rows: training[index] as Int32Array }));
  const inputs = fitTreeInputs(params.features, params.padding, parts);
  const policies = { balancing: params.balancing, negativeWeights: params.negative_weights };
  return {
    inputs,
    training: treeEvents(samples, training, inputs, policies),
    validation: treeEvents(samples, validation, inputs, policies),
    totals,
  };
}

/** The events with the most important features only, in the order in which the campaign names them. */
export function keepBest(
  { inputs, training, validation, totals }: PreparedTrees,
  importance: readonly { readonly feature: string }[],
  keep: number,
): PreparedTrees {
  const best = new Set(importance.slice(0, keep).map(({ feature }) => feature));
  const columns = inputs.flatMap(({ feature }, column) => (best.has(feature) ? [column] : []));
  return {
    inputs: inputs.filter(({ feature }) => best.has(feature)),
    training: selectInputs(training, columns),
    validation: selectInputs(validation, columns),
    totals,
  };
}

type Rows = readonly Int32Array[];
