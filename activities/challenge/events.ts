import { InputError, type Table, type TableInput } from '../../schemas/index.ts';
import { channelConditions, disjointMasks, parseRegions, regionColumns } from '../../science/metrics/index.ts';
import { numberGroups, requireColumn, weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import { simulatedLabels } from '../sample-kind.ts';
import type { ChallengeParams } from './params.ts';

/** The test events that both models have scored. Every array is `[events]`. */
export interface SharedEvents {
  readonly rows: number;
  /** 1 signal, 0 background. */
  readonly labels: Int8Array;
  /** Signed physical weights at the full luminosity. */
  readonly weights: Float64Array;
  /** GeV; NaN for background and where the table has no masses. */
  readonly masses: Float64Array;
  readonly channels: readonly Uint8Array[];
  /** Number of the particle-level event, whose responses are not independent. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  readonly challenger: Float64Array | Float32Array;
  readonly champion: Float64Array | Float32Array;
}

const IDENTITY = ['dsid', 'event', 'particle_event'] as const;
const GROUP = ['dsid', 'particle_event'] as const;

/** @throws InputError `other-events` when the tables are not about the same events, and those of the columns */
export async function readSharedEvents(
  challenger: TableInput,
  champion: TableInput,
  params: ChallengeParams,
): Promise<SharedEvents> {
  const regions = parseRegions(channelConditions(params.channels));
  const has = (name: string): boolean => challenger.columns.includes(name) && champion.columns.includes(name);
  const identity = IDENTITY.filter(has);
  const needed = new Set([
    ...['label', 'weight', params.score, ...identity],
    ...(has('mass_gev') ? ['mass_gev'] : []),
    ...regionColumns(regions, challenger),
  ]);
  const [table, other] = await Promise.all([
    challenger.read([...needed]),
    champion.read(['label', 'weight', params.score, ...identity]),
  ]);
  requireSameEvents(table, other, ['label', 'weight', ...identity], challenger.origin, champion.origin);
  const sample = challenger.origin;
  const labels = simulatedLabels(table, sample);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const grouped = GROUP.every((name) => identity.includes(name));
  const { groups, count } = grouped
    ? numberGroups(
        GROUP.map((name) => wholeNumberColumn(table, name, sample)),
        rows,
      )
    : { groups: rows, count: table.rows };
  const masks = disjointMasks(regions, table, sample).map(([, mask]) => mask);
  return {
    rows: table.rows,
    labels,
    weights: weightColumn(table, 'weight', sample),
    masses: massesOf(table, labels),
    channels: masks.length > 0 ? masks : [new Uint8Array(table.rows).fill(1)],
    groups,
    groupCount: count,
    challenger: scoresOf(table, params.score, sample),
    champion: scoresOf(other, params.score, champion.origin),
  };
}

function requireSameEvents(a: Table, b: Table, columns: readonly string[], challenger: string, champion: string): void {
  const differs = (name: string): boolean => {
    const [first, second] = [a, b].map((table) => requireColumn(table, name, challenger).values);
    return first?.some((value, row) => value !== second?.[row]) === true;
  };
  const wrong = a.rows === b.rows ? columns.find(differs) : 'the number of events';
  if (wrong === undefined) return;
  throw new InputError(
    'other-events',
    `${challenger} and ${champion} are not about the same events: ${wrong} differs`,
    {
      expected: 'both models applied to the same test events',
      mend: 'a network that leaves events out (padding drop-events) can only be compared with one that leaves out the same',
    },
  );
}

function scoresOf(table: Table, name: string, sample: string): Float64Array | Float32Array {
  const { values, valid } = requireColumn(table, name, sample);
  if (!(values instanceof Float64Array || values instanceof Float32Array))
    throw new InputError('column-type', `the column '${name}' is no score`, {
      place: { sample },
      expected: 'float64 or float32',
    });
  const row = values.findIndex((value, i) => !Number.isFinite(value) || valid?.[i] === 0);
  if (row < 0) return values;
  throw new InputError('score-not-finite', `${name} is ${valid?.[row] === 0 ? 'missing' : values[row]}`, {
    place: { sample, row },
    expected: 'a finite number for every test event',
  });
}

function massesOf(table: Table, labels: Int8Array): Float64Array {
  const column = table.columns.get('mass_gev');
  return Float64Array.from(labels, (label, row) =>
    label === 1 && column !== undefined && column.valid?.[row] !== 0 ? Number(column.values[row]) : NaN,
  );
}
