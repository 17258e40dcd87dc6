import { InputError, type Table, type TableInput } from '../../schemas/index.ts';
import { SPLITS, type SplitName } from '../../schemas/results/index.ts';
import {
  channelConditions,
  disjointMasks,
  parseRegions,
  regionColumns,
  type Region,
} from '../../science/metrics/index.ts';
import { numberGroups, requireColumn, weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import { isSignal } from '../sample-kind.ts';

/** A signal hypothesis among the events. */
export interface SignalHypothesis {
  /** Values that tell it from others, joined by `_`. */
  readonly name: string;
  /** GeV; null where the events have no mass. */
  readonly mass: number | null;
}

/** Events of signal, background and data with what statistics need. Every array is `[events]`. */
export interface ScoredEvents {
  readonly rows: number;
  /** 1 signal, 0 background, 2 data. */
  readonly labels: Int8Array;
  /** Signed physical weights at the full luminosity; 1 for data. */
  readonly weights: Float64Array;
  /** Index into `processNames`. */
  readonly processes: Int32Array;
  readonly processNames: readonly string[];
  /** Index into `hypotheses`; -1 for background and data. */
  readonly signals: Int32Array;
  readonly hypotheses: readonly SignalHypothesis[];
  /** 1 where an event is in the channel; disjoint. Without channels all events are in `inclusive`. */
  readonly channels: readonly (readonly [name: string, mask: Uint8Array])[];
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Number of the particle-level event: responses of one are not independent. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** The masks of further regions, by name. */
  readonly regions: ReadonlyMap<string, Uint8Array>;
}

export interface ScoredEventsRequest {
  readonly channels: Readonly<Record<string, string | number>>;
  /** Columns to read as numbers: scores, spreads, alternative weights. Each must be finite. */
  readonly columns: readonly string[];
  /** Columns or attributes that tell signal hypotheses apart. */
  readonly signalBy: readonly string[];
  /** The subset of tables that come with a column `split`. */
  readonly part: SplitName;
  /** Further conditions to evaluate. */
  readonly regions?: Readonly<Record<string, string>>;
}

const GROUP = ['dsid', 'particle_event'] as const;

/**
 * Reads tables of two forms: scored events (columns `label`, `weight`, `process`, ...) as scoring tasks write them, and samples
 * (attribute `kind`; columns `split` and `split_weight`) as `split` writes them, of which one subset counts.
 * @throws InputError for missing columns or attributes, numbers that are not finite, no signal or no background
 */
export async function readScoredEvents(
  inputs: readonly TableInput[],
  request: ScoredEventsRequest,
): Promise<ScoredEvents> {
  const channels = parseRegions(channelConditions(request.channels));
  const regions = parseRegions(Object.entries(request.regions ?? {}));
  const parts = await Promise.all(inputs.map((input) => readPart(input, request, channels, regions)));
  const events = joined(parts, request, [...channels, ...regions]);
  for (const [label, name] of [
    [1, 'signal'],
    [0, 'background'],
  ] as const) {
    if (events.labels.includes(label)) continue;
    throw new InputError(`no-${name}`, `there is no ${name} among the ${events.rows} events`, {
      place: { sample: inputs.map(({ origin }) => origin).join(', ') },
      expected: 'events of signal and background',
      mend: 'check which tables are gathered and that the selection keeps some of each',
    });
  }
  return events;
}

interface Part {
  readonly rows: number;
  readonly labels: Int8Array;
  readonly weights: Float64Array;
  readonly processes: readonly string[];
  readonly signals: readonly (string | null)[];
  readonly masses: Float64Array;
  readonly masks: ReadonlyMap<string, Uint8Array>;
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Undefined where the table does not tell particle-level events apart. */
  readonly groups: { readonly groups: Int32Array; readonly count: number } | undefined;
}

async function readPart(
  input: TableInput,
  { columns, signalBy, part }: ScoredEventsRequest,
  channels: readonly Region[],
  regions: readonly Region[],
): Promise<Part> {
  const { origin: sample, attributes } = input;
  const has = (name: string): boolean => input.columns.includes(name);
  const scored = has('label');
  const grouped = GROUP.every(has);
  const wanted = new Set([
    ...(scored ? ['label', 'weight', ...['process', 'mass_gev'].filter(has)] : ['split', 'split_weight']),
    ...(grouped ? GROUP : []),
    ...signalBy.filter(has),
    ...columns,
    ...regionColumns([...channels, ...regions], input),
  ]);
  const isData = attributes.kind === 'data' && !scored;
  if (isData) for (const name of ['split', 'split_weight']) wanted.delete(name);
  const table = await input.read([...wanted]);
  // Nothing is trained on data: all of them count.
  const rows = scored || isData ? allRows(table) : rowsOfPart(table, part, sample);
  const pick = <T>(values: ArrayLike<T>): T[] => Array.from(rows, (row) => values[row] as T);
  const labels = scored
    ? Int8Array.from(wholeNumberColumn(table, 'label', sample), Number)
    : new Int8Array(rows.length).fill(isData ? 2 : isSignal(attributes.kind, sample) ? 1 : 0);
  const weights = isData
    ? new Float64Array(rows.length).fill(1)
    : Float64Array.from(pick(weightColumn(table, scored ? 'weight' : 'split_weight', sample)));
  const named = (name: string): ((i: number) => string | number | boolean | bigint | null) => {
    if (!has(name)) return () => attributes[name] ?? null;
    const { values, valid } = requireColumn(table, name, sample);
    return (i) => (valid?.[rows[i] as number] === 0 ? null : (values[rows[i] as number] ?? null));
  };
  const process = named('process');
  const mass = named('mass_gev');
  const signal = signalBy.map((name) => [name, named(name)] as const);
  return {
    rows: rows.length,
    labels,
    weights,
    processes: Array.from(rows, (_, i) => String(process(i) ?? attributes.kind ?? 'background')),
    signals: Array.from(rows, (_, i) =>
      labels[i] === 1 ? signal.map(([name, value]) => String(requireValue(value(i), name, sample))).join('_') : null,
    ),
    masses: Float64Array.from(rows, (_, i) => Number(mass(i) ?? NaN)),
    masks: new Map(
      [
        ...disjointMasks(channels, table, sample),
        ...regions.flatMap((region) => disjointMasks([region], table, sample)),
      ].map(([name, mask]) => [name, Uint8Array.from(pick(mask))]),
    ),
    columns: new Map(columns.map((name) => [name, finite(table, name, rows, sample)])),
    groups: grouped
      ? numberGroups(
          GROUP.map((name) => wholeNumberColumn(table, name, sample)),
          rows,
        )
      : undefined,
  };
}

const allRows = (table: Table): Int32Array => Int32Array.from({ length: table.rows }, (_, row) => row);

function rowsOfPart(table: Table, part: SplitName, sample: string): Int32Array {
  const code = SPLITS.indexOf(part);
  const split = wholeNumberColumn(table, 'split', sample);
  return allRows(table).filter((row) => Number(split[row]) === code);
}

function requireValue<T>(value: T | null, name: string, sample: string): T {
  if (value !== null) return value;
  throw new InputError('missing-value', `a signal event has no ${name}`, {
    place: { sample },
    mend: `gather with \`with: [${name}]\`, or tell signals apart by something else (signal_by)`,
  });
}

function finite(table: Table, name: string, rows: Int32Array, sample: string): Float64Array {
  const { values, valid } = requireColumn(table, name, sample);
  if (Array.isArray(values))
    throw new InputError('column-type', `the column '${name}' is text`, { place: { sample }, expected: 'numbers' });
  return Float64Array.from(rows, (row) => {
    const value = Number(values[row]);
    if (Number.isFinite(value) && valid?.[row] !== 0) return value;
    throw new InputError('score-not-finite', `${name} is ${valid?.[row] === 0 ? 'missing' : value}`, {
      place: { sample, row },
      expected: 'a finite number for every event',
      mend: 'check the training, or leave such events out in the selection',
    });
  });
}

function joined(parts: readonly Part[], request: ScoredEventsRequest, regions: readonly Region[]): ScoredEvents {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const labels = new Int8Array(rows);
  const weights = new Float64Array(rows);
  const processes = new Int32Array(rows);
  const signals = new Int32Array(rows).fill(-1);
  const groups = new Int32Array(rows);
  const processNames = new Map<string, number>();
  const hypotheses = new Map<string, SignalHypothesis & { readonly index: number }>();
  const columns = new Map(request.columns.map((name) => [name, new Float64Array(rows)]));
  const masks = new Map(regions.map(({ name }) => [name, new Uint8Array(rows)]));
  let [first, groupCount] = [0, 0];
  for (const part of parts) {
    labels.set(part.labels, first);
    weights.set(part.weights, first);
    for (const [name, column] of columns) column.set(part.columns.get(name) ?? [], first);
    for (const [name, mask] of masks) mask.set(part.masks.get(name) ?? [], first);
    for (let i = 0; i < part.rows; i++) {
      const process = part.processes[i] as string;
      let code = processNames.get(process);
      if (code === undefined) processNames.set(process, (code = processNames.size));
      processes[first + i] = code;
      groups[first + i] = groupCount + (part.groups === undefined ? i : (part.groups.groups[i] as number));
      const signal = part.signals[i] as string | null;
      if (signal === null) continue;
      const mass = part.masses[i] as number;
      const known = hypotheses.get(signal) ?? {
        name: signal,
        mass: Number.isNaN(mass) ? null : mass,
        index: hypotheses.size,
      };
      hypotheses.set(signal, known);
      signals[first + i] = known.index;
    }
    first += part.rows;
    groupCount += part.groups?.count ?? part.rows;
  }
  return {
    ...{ rows, labels, weights, processes, signals, groups, groupCount, columns, regions: masks },
    processNames: [...processNames.keys()],
    hypotheses: [...hypotheses.values()].map(({ name, mass }) => ({ name, mass })),
    channels:
      Object.keys(request.channels).length === 0
        ? [['inclusive', new Uint8Array(rows).fill(1)]]
        : Object.keys(request.channels).map((name) => [name, masks.get(name) ?? new Uint8Array(rows)]),
  };
}
