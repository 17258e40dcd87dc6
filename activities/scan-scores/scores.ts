import { InputError, type Table, type TableInput } from '../../schemas/index.ts';
import {
  channelConditions,
  disjointMasks,
  parseRegions,
  rankByFallingScore,
  regionColumns,
} from '../../science/metrics/index.ts';
import { requireColumn, weightColumn, wholeNumberColumn, type GroupColumn } from '../../science/weights/index.ts';
import { simulatedLabels } from '../sample-kind.ts';
import type { ScanScoresParams } from './params.ts';

/** The two scores that are compared, and the column of each. */
export const SCORES = { network: 'score', network_dropout: 'mean' } as const;
export type NetworkMethod = keyof typeof SCORES;
export const METHODS = ['network', 'network_dropout'] as const satisfies readonly NetworkMethod[];

export interface RankedScores {
  /** `[events]` */
  readonly scores: Float64Array | Float32Array;
  /** `[events]` rows by falling score. */
  readonly order: Int32Array;
}

/** The test events of a category. Every array is `[events]`. */
export interface TestEvents {
  readonly rows: number;
  /** 1 signal, 0 background. */
  readonly labels: Int8Array;
  /** Signed physical weights at the full luminosity. */
  readonly weights: Float64Array;
  /** GeV; NaN for background. */
  readonly masses: Float64Array;
  readonly processes: readonly string[];
  /** 1 where an event is in the channel; channels are disjoint. */
  readonly channels: readonly (readonly [name: string, mask: Uint8Array])[];
  readonly ranked: Readonly<Record<NetworkMethod, RankedScores>>;
  /** Standard deviation over the passes. */
  readonly spread: Float64Array | Float32Array;
  /** Columns that name a particle-level event, where the table has them: its responses are not independent. */
  readonly groups: readonly GroupColumn[];
}

const COLUMNS = ['label', 'weight', 'mass_gev', 'process', 'std', ...Object.values(SCORES)];
const GROUP_COLUMNS = ['dsid', 'particle_event'];

/**
 * @throws InputError `missing-column`, `column-type`, `score-not-finite`, `weight-not-finite`, `no-signal`, `no-background` and others
 */
export async function readTestEvents(input: TableInput, params: ScanScoresParams): Promise<TestEvents> {
  const channels = parseRegions(channelConditions(params.channels));
  const groups = GROUP_COLUMNS.every((name) => input.columns.includes(name)) ? GROUP_COLUMNS : [];
  const needed = new Set([...COLUMNS, ...groups, ...regionColumns(channels, input)]);
  const sample = input.origin;
  const table = await input.read([...needed].filter((name) => input.columns.includes(name)));
  const labels = labelColumn(table, sample);
  return {
    rows: table.rows,
    labels,
    weights: weightColumn(table, 'weight', sample),
    masses: massColumn(table, labels, sample),
    processes: textColumn(table, 'process', sample),
    channels: disjointMasks(channels, table, sample),
    ranked: {
      network: rank(table, SCORES.network, sample),
      network_dropout: rank(table, SCORES.network_dropout, sample),
    },
    spread: finiteColumn(table, 'std', sample),
    groups: groups.map((name) => wholeNumberColumn(table, name, sample)),
  };
}

function rank(table: Table, name: string, sample: string): RankedScores {
  const scores = finiteColumn(table, name, sample);
  return { scores, order: rankByFallingScore(scores) };
}

function labelColumn(table: Table, sample: string): Int8Array {
  const labels = simulatedLabels(table, sample);
  for (const [label, name] of [
    [1, 'signal'],
    [0, 'background'],
  ] as const) {
    if (labels.includes(label)) continue;
    throw new InputError(`no-${name}`, `there is no ${name} among the ${table.rows} test events`, {
      place: { sample },
      expected: 'test events of signal and background',
      mend: `check which samples the category gathers and that the selection keeps some ${name}`,
    });
  }
  return labels;
}

function finiteColumn(table: Table, name: string, sample: string): Float64Array | Float32Array {
  const { values, valid } = requireColumn(table, name, sample);
  if (!(values instanceof Float64Array || values instanceof Float32Array))
    throw wrongType(name, 'float64 or float32', sample);
  const row = values.findIndex((value, i) => !Number.isFinite(value) || valid?.[i] === 0);
  if (row < 0) return values;
  throw new InputError('score-not-finite', `${name} is ${valid?.[row] === 0 ? 'missing' : values[row]}`, {
    place: { sample, row },
    expected: 'a finite number for every test event',
    mend: 'check the training: its loss may have diverged, or a feature may not be finite',
  });
}

function massColumn(table: Table, labels: Int8Array, sample: string): Float64Array {
  const { values, valid } = requireColumn(table, 'mass_gev', sample);
  if (!(values instanceof Float64Array)) throw wrongType('mass_gev', 'float64', sample);
  const masses = values.map((mass, row) => (labels[row] === 1 && valid?.[row] !== 0 ? mass : NaN));
  const row = labels.findIndex((label, i) => label === 1 && Number.isNaN(masses[i]));
  if (row < 0) return masses;
  throw new InputError('missing-value', 'a signal event has no mass_gev', {
    place: { sample, row },
    mend: 'gather signal samples with the attribute mass_gev',
  });
}

function textColumn(table: Table, name: string, sample: string): readonly string[] {
  const { values } = requireColumn(table, name, sample);
  if (Array.isArray(values)) return values as readonly string[];
  throw wrongType(name, 'text', sample);
}

const wrongType = (name: string, expected: string, sample: string): InputError =>
  new InputError('column-type', `the column '${name}' has another type`, {
    place: { sample },
    expected,
    mend: 'take the output of a dropout-sampling task',
  });
