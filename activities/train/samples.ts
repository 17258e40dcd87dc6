import { InputError, type Table, type TableInput } from '../../schemas/index.ts';
import {
  featureMatrix,
  foldOf,
  foldSubsets,
  requireFeatures,
  type Hypothesis,
  type LearningSample,
} from '../../science/learning/preparation/index.ts';
import { weightColumn, wholeNumberColumn, type KeyColumn } from '../../science/weights/index.ts';
import { labelColumn, numberAttribute } from '../scoring/labels.ts';
import { classOf } from '../rule.ts';
import { isSignal } from '../sample-kind.ts';
import type { TrainParams } from './params.ts';

/** A sample as a training needs it, and its hypothesis where the network is parameterised (null for background). */
export interface ReadSample {
  readonly sample: LearningSample;
  readonly hypothesis: Hypothesis | null;
  /** The signal that it counts to where all are given equal weight; null for background, and where that is not asked for. */
  readonly signal: string | null;
}

type Reading = Pick<
  TrainParams,
  'features' | 'classes' | 'label_column' | 'parameterised' | 'equal_signals' | 'cross_training'
>;

/** Reads what a training needs of each sample. */
export async function readSamples(inputs: readonly TableInput[], params: Reading): Promise<readonly ReadSample[]> {
  for (const { origin, columns } of inputs) requireFeatures(columns, params.features, origin);
  return (await Promise.all(inputs.map((input) => readSample(input, params)))).flat();
}

async function readSample(input: TableInput, params: Reading): Promise<readonly ReadSample[]> {
  const { origin, attributes } = input;
  const { features, classes, label_column: column, cross_training: cross } = params;
  const keys = cross?.by ?? ['split'];
  const needed = [...features, 'weight', ...keys, ...(column === undefined ? [] : [column])];
  const table = await input.read([...new Set(needed)]);
  const split = subsetsOf(table, cross, origin);
  const made = (signal: boolean, own: KeyColumn): ReadSample => ({
    sample: {
      name: origin,
      signal,
      ...(classes === undefined ? {} : { label: classOf(classes, attributes, origin) }),
      matrix: featureMatrix(table, features, origin),
      weights: weightColumn(table, 'weight', origin),
      split: own,
    },
    hypothesis: signal && params.parameterised !== undefined ? params.parameterised.by.map(attribute) : null,
    signal: signal && params.equal_signals !== undefined ? params.equal_signals.map(given).join('_') : null,
  });
  const attribute = (name: string) => numberAttribute(attributes, name, origin);
  const given = (name: string): string => {
    const value = attributes[name];
    if (value !== undefined && value !== null) return String(value);
    throw new InputError('input-attributes', `a signal sample has no ${name}`, {
      place: { sample: origin },
      mend: `gather it with \`with: [${name}]\`, or tell signals apart by something else (equal_signals)`,
    });
  };
  if (column === undefined) return [made(isSignal(attributes.kind, origin), split)];
  const labels = labelColumn(table, column, origin);
  return [1, 0].map((label) =>
    made(
      label === 1,
      Int8Array.from(split as ArrayLike<number>, (code, row) => (labels[row] === label ? code : -1)),
    ),
  );
}

function subsetsOf(table: Table, cross: Reading['cross_training'], origin: string): KeyColumn {
  if (cross === undefined) return wholeNumberColumn(table, 'split', origin);
  const columns = cross.by.map((name) => wholeNumberColumn(table, name, origin));
  return foldSubsets(cross, foldOf(cross, columns, table.rows));
}

/** @throws InputError `no-sample` */
export function requireSamples(inputs: readonly TableInput[]): void {
  if (inputs.length > 0) return;
  throw new InputError('no-sample', 'no sample was gathered to learn from', {
    mend: "check the rule of the task's input `events`",
  });
}
