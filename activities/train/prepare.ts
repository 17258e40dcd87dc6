import { InputError } from '../../schemas/index.ts';
import { SPLITS, type SplitName } from '../../schemas/results/index.ts';
import {
  assignHypotheses,
  equaliseSignals,
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
import type { ReadSample } from './samples.ts';

export interface PreparedEvents {
  readonly inputs: readonly NetworkInput[];
  readonly training: EventSet;
  readonly validation: EventSet;
  /** The events that nothing is learnt from; undefined where a class has none of them. */
  readonly test: () => EventSet | undefined;
  readonly totals: Readonly<Record<SplitName, SubsetTotals>>;
}

/** From samples to what the network learns from. @throws InputError `no-signal`, `no-background`, `no-class`, and those of the weights */
export function prepare(read: readonly ReadSample[], params: TrainParams, seed: number): PreparedEvents {
  const given = read.map(({ sample }) => sample);
  const [training, validation, test] = SPLITS.map((_, code) => subsetRows(given, code)) as [Rows, Rows, Rows];
  const totals = {
    train: subsetTotals(given, training),
    validation: subsetTotals(given, validation),
    test: subsetTotals(given, test),
  };
  const { classes, parameterised } = params;
  if (classes === undefined)
    for (const subset of ['train', 'validation'] as const) requireKinds(subset, totals[subset], given);
  else
    classes.forEach(({ name }, label) => {
      requireClass(name, label, 'train', given, training);
      requireClass(name, label, 'validation', given, validation);
    });
  const samples = weighedSamples(read, params, training, seed);
  const policies = {
    balancing: params.balancing,
    negativeWeights: params.negative_weights,
    classes: classes?.length,
  };
  const inputs = fitInputs(samples, training, params.padding, params.normaliser, policies, parameterised?.by);
  const { signal, background } = totals.test.events;
  return {
    inputs,
    training: eventSet(samples, training, inputs, policies),
    validation: eventSet(samples, validation, inputs, policies),
    test: () => (signal > 0 && background > 0 ? eventSet(samples, test, inputs, policies) : undefined),
    totals,
  };
}

type Rows = readonly Int32Array[];

/** Hypotheses of a parameterised network; equal signals where they are asked for. */
function weighedSamples(
  read: readonly ReadSample[],
  { parameterised, equal_signals: equal }: TrainParams,
  training: Rows,
  seed: number,
): readonly LearningSample[] {
  if (parameterised !== undefined)
    return assignHypotheses(read, parameterised.by, training, parameterised.hypotheses, seed);
  const samples = read.map(({ sample }) => sample);
  if (equal === undefined) return samples;
  const signals = read.map(({ signal }) => signal);
  return equaliseSignals(samples, signals, training);
}

/** @throws InputError `no-signal`, `no-background` */
export function requireKinds(subset: SplitName, { events }: SubsetTotals, samples: readonly LearningSample[]): void {
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

function requireClass(
  name: string,
  label: number,
  subset: SplitName,
  samples: readonly LearningSample[],
  rows: Rows,
): void {
  if (samples.some((sample, index) => sample.label === label && (rows[index] as Int32Array).length > 0)) return;
  const gathered = samples.filter((sample) => sample.label === label).map((sample) => sample.name);
  throw new InputError('no-class', `there is no event of class ${name} to learn from in the subset '${subset}'`, {
    expected: 'at least one event of each class in the training and validation subsets',
    mend:
      gathered.length === 0
        ? `no gathered sample is of this class: check its rule, and that the rules before it leave something`
        : `check that the selection keeps some events of ${gathered.join(', ')}`,
  });
}
