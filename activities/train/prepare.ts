import { InputError } from '../../schemas/index.ts';
import { SPLITS, type SplitName } from '../../schemas/results/index.ts';
import {
  eventSet,
  fitInputs,
  subsetRows,
  subsetTotals,
  type LearningSample,
  type NetworkInput,
  type SubsetTotals,
} from '../../science/learning/preparation/index.ts';
import type { EventSet } from '../../science/learning/training/index.ts';
import type { TrainParams } from './params.ts';

export interface PreparedEvents {
  readonly inputs: readonly NetworkInput[];
  readonly training: EventSet;
  readonly validation: EventSet;
  readonly totals: Readonly<Record<SplitName, SubsetTotals>>;
}

/** From samples to what the network learns from. @throws InputError `no-signal`, `no-background`, and those of the weights */
export function prepare(samples: readonly LearningSample[], params: TrainParams): PreparedEvents {
  const rows = SPLITS.map((_, code) => subsetRows(samples, code)) as [Rows, Rows, Rows];
  const [training, validation, test] = rows;
  const totals = {
    train: subsetTotals(samples, training),
    validation: subsetTotals(samples, validation),
    test: subsetTotals(samples, test),
  };
  for (const subset of ['train', 'validation'] as const) requireClasses(subset, totals[subset], samples);
  const inputs = fitInputs(samples, training, params.padding, params.normaliser);
  const policies = { balancing: params.balancing, negativeWeights: params.negative_weights };
  return {
    inputs,
    training: eventSet(samples, training, inputs, policies),
    validation: eventSet(samples, validation, inputs, policies),
    totals,
  };
}

type Rows = readonly Int32Array[];

function requireClasses(subset: SplitName, { events }: SubsetTotals, samples: readonly LearningSample[]): void {
  for (const kind of ['signal', 'background'] as const) {
    if (events[kind] > 0) continue;
    const gathered = samples.filter(({ signal }) => signal === (kind === 'signal'));
    const where =
      gathered.length === 0 ? 'no such sample was gathered' : `of ${gathered.map(({ name }) => name).join(', ')}`;
    throw new InputError(`no-${kind}`, `there is no ${kind} event to learn from in the subset '${subset}' (${where})`, {
      expected: 'at least one event of each class in the training and validation subsets',
      mend: `check the category's rule for ${kind} samples, and that the selection keeps some of their events`,
    });
  }
}
