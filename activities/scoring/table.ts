import type { Column, ColumnValues, Table } from '../../schemas/index.ts';
import type { SampledScores } from '../../science/learning/dropout/index.ts';
import { identityColumns, type ScoredSample } from './events.ts';

/** The column `label`. */
const LABELS = { signal: 1, background: 0, data: 2 } as const;

/** What goes into a table of scores beside them. */
export interface TableOptions {
  /** Names of a softmax' outputs. */
  readonly classes?: readonly string[] | undefined;
  /** Other columns of the events. */
  readonly keep?: readonly string[] | undefined;
}

/**
 * The scores with what says which events they are of, in the order of the samples. Where the network tells classes apart, score,
 * mean and std are those of the first class, and each class has columns of its own beside them.
 */
export function scoreTable(
  samples: readonly ScoredSample[],
  scores: SampledScores,
  { classes, keep = [] }: TableOptions = {},
): Table {
  const output = (values: Float64Array, number: number): Column => ({
    values: everyNth(values, scores.outputs, number),
  });
  const { rows, columns } = identifiedTable(
    samples,
    [
      ['score', output(scores.score, 0)],
      ['mean', output(scores.mean, 0)],
      ['std', output(scores.standardDeviation, 0)],
      ['entropy', { values: scores.entropy, unit: 'nat' }],
      ['mutual_information', { values: scores.mutualInformation, unit: 'nat' }],
      ...(classes ?? []).flatMap((name, number): [string, Column][] => [
        [`score_${name}`, output(scores.score, number)],
        [`mean_${name}`, output(scores.mean, number)],
        [`std_${name}`, output(scores.standardDeviation, number)],
      ]),
    ],
    classes,
  );
  const kept = keep
    .filter((name) => !columns.has(name))
    .map((name) => [name, keptColumn(samples, name, rows)] as const);
  return { rows, columns: new Map([...columns, ...kept]) };
}

/**
 * Columns of numbers about the samples' events behind those that say which events they are.
 * @param classes names of classes, where the samples are of such
 */
export function identifiedTable(
  samples: readonly ScoredSample[],
  scores: readonly (readonly [string, Column])[],
  classes?: readonly string[],
): Table {
  const events = samples.reduce((sum, { part }) => sum + part.rows.length, 0);
  const labels = new Int8Array(events);
  const process: string[] = [];
  const classNames: string[] = [];
  const mass = new Float64Array(events);
  const massValid = new Uint8Array(events);
  const weight = new Float64Array(events);
  let event = 0;
  for (const sample of samples) {
    for (const row of sample.part.rows) {
      labels[event] = LABELS[sample.kind];
      process.push(sample.process);
      if (classes !== undefined) classNames.push(sample.kind === 'data' ? 'data' : (classes[sample.label ?? 0] ?? ''));
      mass[event] = sample.mass ?? 0;
      massValid[event] = sample.mass === null ? 0 : 1;
      weight[event++] = sample.weights[row] as number;
    }
  }
  const columns: (readonly [string, Column])[] = [
    ...identityColumns
      .filter((name) => samples.every(({ columns: held }) => held.has(name)))
      .map((name): [string, Column] => [name, { values: gatherColumn(samples, name, events) }]),
    ['label', { values: labels }],
    ...(classes === undefined ? [] : [['class', { values: classNames }] satisfies [string, Column]]),
    ['process', { values: process }],
    ['mass_gev', { values: mass, valid: massValid, unit: 'GeV' }],
    ['weight', { values: weight, unit: 'events' }],
    ...scores,
  ];
  return { rows: events, columns: new Map(columns) };
}

/** One column of `[events x width]`. */
function everyNth(values: Float64Array, width: number, column: number): Float64Array {
  if (width === 1) return values;
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + column] as number);
}

function gatherColumn(samples: readonly ScoredSample[], name: string, events: number): ColumnValues {
  const first = samples[0]?.columns.get(name)?.values;
  const gathered = first instanceof Int8Array ? new Int8Array(events) : new Int32Array(events);
  let event = 0;
  for (const { columns, part } of samples) {
    const values = columns.get(name)?.values ?? [];
    for (const row of part.rows) gathered[event++] = Number(values[row]);
  }
  return gathered;
}

/** A column that goes along: small whole numbers as they are, other numbers as float64. */
function keptColumn(samples: readonly ScoredSample[], name: string, events: number): Column {
  const first = samples[0]?.columns.get(name);
  const values =
    first?.values instanceof Int8Array
      ? new Int8Array(events)
      : first?.values instanceof Int32Array
        ? new Int32Array(events)
        : new Float64Array(events);
  const valid = new Uint8Array(events).fill(1);
  let event = 0;
  for (const { columns, part } of samples) {
    const column = columns.get(name);
    for (const row of part.rows) {
      valid[event] = column?.valid?.[row] ?? 1;
      values[event] = valid[event] === 1 ? Number(column?.values[row]) : 0;
      event++;
    }
  }
  const unit = first?.unit;
  return { values, ...(valid.includes(0) ? { valid } : {}), ...(unit === undefined ? {} : { unit }) };
}
