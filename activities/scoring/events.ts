import { InputError, type Column, type Table, type TableInput } from '../../schemas/index.ts';
import { SPLITS, type SplitName } from '../../schemas/results/index.ts';
import {
  featureMatrix,
  keepRows,
  networkInputs,
  requireFeatures,
  type MatrixRows,
  type NetworkInput,
  type Parameters,
} from '../../science/learning/preparation/index.ts';
import { requireColumn, weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import { classOf } from '../rule.ts';
import { isSignal } from '../sample-kind.ts';
import { labelColumn } from './labels.ts';

/** One sample's events that are scored. */
export interface ScoredSample {
  readonly kind: 'signal' | 'background' | 'data';
  /** Number of its class, where the network tells classes apart. */
  readonly label: number | null;
  readonly process: string;
  /** GeV; null for background. */
  readonly mass: number | null;
  readonly part: MatrixRows;
  readonly columns: ReadonlyMap<string, Column>;
  readonly weights: Float64Array;
}

/** Columns that say which event a score belongs to. */
export const identityColumns = ['dsid', 'event', 'particle_event', 'channel'] as const;

/** What of the samples is scored, and by what. */
export interface Scoring {
  /** Columns that the networks take. */
  readonly features: readonly string[];
  /** Names of the parameters that the networks take, and what they are evaluated at. */
  readonly parameters: readonly string[];
  readonly at: Readonly<Record<string, number>>;
  /** The subset that is scored; of data, which nothing is trained on, always all events. */
  readonly part: SplitName | 'all';
  /** Absent: `split_weight`, with which each subset stands for the full luminosity. Data have the column `weight` (1). */
  readonly weight?: 'weight' | 'split_weight' | undefined;
  /** Other columns that are needed, and those that go along into the table of scores. */
  readonly keys?: readonly string[];
  readonly keep?: readonly string[] | undefined;
  readonly labelColumn?: string | undefined;
  readonly classes?: readonly { readonly name: string; readonly where: string }[] | undefined;
}

/** Reads a sample's events; two parts, signal and background, where a column tells those of simulation apart. */
export async function readSample(input: TableInput, scoring: Scoring): Promise<readonly ScoredSample[]> {
  const { origin, attributes } = input;
  const { features, keys = [], keep = [], classes } = scoring;
  const isData = attributes.kind === 'data';
  const { part, weight = 'split_weight' } = isData ? ({ part: 'all', weight: 'weight' } as const) : scoring;
  const label = isData ? undefined : scoring.labelColumn;
  requireFeatures(input.columns, features, origin);
  const identity = [...identityColumns.filter((name) => input.columns.includes(name)), ...keep];
  const also = [weight, ...(part === 'all' ? [] : ['split']), ...(label === undefined ? [] : [label])];
  const wanted = [...features, ...identity, ...keys, ...also];
  const table = await input.read([...new Set(wanted)]);
  const rows = rowsOf(table, part, origin);
  const { mass_gev: mass } = attributes;
  const parameters = parametersOf(scoring, origin);
  const made = (kind: ScoredSample['kind'], own: Int32Array): ScoredSample => ({
    kind,
    label: classes === undefined || isData ? null : classOf(classes, attributes, origin),
    process: String(attributes.process ?? attributes.kind),
    mass: kind === 'signal' && typeof mass === 'number' ? mass : null,
    part: { matrix: featureMatrix(table, features, origin), rows: own, parameters },
    columns: new Map([...identity, ...keys].map((name) => [name, requireColumn(table, name, origin)])),
    weights: weightColumn(table, weight, origin),
  });
  if (isData) return [made('data', rows)];
  if (label === undefined) return [made(isSignal(attributes.kind, origin) ? 'signal' : 'background', rows)];
  const labels = labelColumn(table, label, origin);
  return [1, 0].map((value) =>
    made(
      value === 1 ? 'signal' : 'background',
      rows.filter((row) => labels[row] === value),
    ),
  );
}

function rowsOf(table: Table, part: Scoring['part'], origin: string): Int32Array {
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  if (part === 'all') return all;
  const codes = wholeNumberColumn(table, 'split', origin);
  const split = SPLITS.indexOf(part);
  return all.filter((row) => Number(codes[row]) === split);
}

/** @throws InputError `parameter` when a parameter has no value */
function parametersOf({ parameters, at }: Scoring, origin: string): Parameters | undefined {
  if (parameters.length === 0) return undefined;
  const missing = parameters.find((name) => at[name] === undefined);
  if (missing === undefined) return at;
  throw new InputError('parameter', `the network takes '${missing}', and nothing says at which value it is evaluated`, {
    place: { sample: origin },
    expected: `a number for each of ${parameters.join(', ')}`,
    mend: `add \`at: { ${missing}: ... }\` to the task's parameters`,
  });
}

/** Names of the columns and parameters that networks take. */
export function takenBy(models: readonly { readonly inputs: readonly NetworkInput[] }[]): {
  readonly features: readonly string[];
  readonly parameters: readonly string[];
} {
  const names = (parameter: boolean) => [
    ...new Set(
      models.flatMap(({ inputs }) =>
        inputs.filter(({ use }) => (use === 'parameter') === parameter).map(({ feature }) => feature),
      ),
    ),
  ];
  return { features: names(false), parameters: names(true) };
}

/** What a network takes of the samples' events, and which of them it can score. */
export function scoredInputs(
  inputs: readonly NetworkInput[],
  samples: readonly ScoredSample[],
): { readonly features: Float32Array; readonly samples: readonly ScoredSample[]; readonly leftOut: number } {
  const { values, complete } = networkInputs(
    inputs,
    samples.map(({ part }) => part),
  );
  const features = keepRows(values, complete, inputs.length);
  return {
    features,
    samples: keepSamples(samples, complete),
    leftOut: (values.length - features.length) / inputs.length,
  };
}

/** The samples with those of their events, one after the other, whose flag is 1. */
export function keepSamples(samples: readonly ScoredSample[], flags: Uint8Array): readonly ScoredSample[] {
  let first = 0;
  return samples.map((sample) => {
    const { rows } = sample.part;
    const own = flags.subarray(first, (first += rows.length));
    return { ...sample, part: { ...sample.part, rows: keepRows(rows, own, 1) } };
  });
}
