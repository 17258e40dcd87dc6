import { InputError, type Table, type TableInput } from '../../schemas/index.ts';
import { SPLITS, splitName, type SplitName } from '../../schemas/results/index.ts';
import { numberGroups, requireColumn, weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import type { EvaluateParams } from './params.ts';

/** A table's events of one subset. Every array is `[events]`. */
export interface EvaluatedEvents {
  readonly table: string;
  readonly part: SplitName;
  /** Which signal it is, where each is judged by itself; else null. */
  readonly signal: string | null;
  readonly scores: Float64Array;
  /** 1 signal (or the first class), 0 background (or another). */
  readonly labels: Int8Array;
  /** Of a table of a softmax. */
  readonly classes: EvaluatedClasses | undefined;
  /** Signed physical weights at full luminosity. */
  readonly physical: Float64Array;
  /** As the figures take them. */
  readonly weights: Float64Array;
  /** Events that are not independent (responses of one particle-level event) share a number. */
  readonly groups: { readonly of: Int32Array; readonly count: number };
}

/** A softmax' scores and the true classes. */
export interface EvaluatedClasses {
  readonly names: readonly string[];
  /** `[events x classes]`, row-major. */
  readonly scores: Float64Array;
  /** `[events]` number of the true class. */
  readonly labels: Int32Array;
}

const GROUP = ['dsid', 'particle_event'] as const;

/** @throws InputError `no-signal`, `no-background`, `score-not-finite`, `sum-of-weights` and those of the columns */
export async function readEvaluatedEvents(
  input: TableInput,
  params: EvaluateParams,
): Promise<readonly EvaluatedEvents[]> {
  const sample = input.origin;
  const has = (name: string): boolean => input.columns.includes(name);
  const group = GROUP.every(has) ? GROUP : [];
  const optional = has('split') ? ['split'] : [];
  const classColumns = has('class') ? input.columns.filter((name) => name.startsWith(prefix)) : [];
  const ofClasses = classColumns.length > 0 ? ['class', ...classColumns] : ['label'];
  const ofSignals = params.signal_by?.filter(has) ?? [];
  const wanted = [...ofClasses, 'weight', params.score, ...optional, ...group, ...ofSignals];
  const table = await input.read([...new Set(wanted)]);
  const classes = classColumns.length > 0 ? readClasses(table, classColumns, sample) : undefined;
  const labels =
    classes === undefined
      ? Int8Array.from(wholeNumberColumn(table, 'label', sample), Number)
      : Int8Array.from(classes.labels, (label) => (label === 0 ? 1 : 0));
  const physical = weightColumn(table, 'weight', sample);
  const { values: scores, valid } = requireColumn(table, params.score, sample);
  if (!(scores instanceof Float64Array || scores instanceof Float32Array))
    throw new InputError('column-type', `the column '${params.score}' is no score`, {
      place: { sample },
      expected: 'float64 or float32',
    });
  const bad = scores.findIndex((score, row) => !Number.isFinite(score) || valid?.[row] === 0);
  if (bad >= 0)
    throw new InputError('score-not-finite', `${params.score} is ${valid?.[bad] === 0 ? 'missing' : scores[bad]}`, {
      place: { sample, row: bad },
      expected: 'a finite number for every event',
      mend: 'check the training: its loss may have diverged, or a feature may not be finite',
    });
  const split = has('split') ? wholeNumberColumn(table, 'split', sample) : undefined;
  const codes = split === undefined ? [SPLITS.indexOf(partOf(input, params))] : [0, 1, 2];
  const signals = signalNames(input, table, params.signal_by);
  return codes.flatMap((code) => {
    const all = Int32Array.from({ length: table.rows }, (_, row) => row).filter(
      (row) => (split === undefined || Number(split[row]) === code) && (labels[row] === 0 || labels[row] === 1),
    );
    if (all.length === 0 && split !== undefined) return [];
    const part = SPLITS[code] as SplitName;
    const named = signals && [...new Set(Array.from(all).flatMap((row) => (labels[row] === 1 ? [signals(row)] : [])))];
    // Without any signal the subset of all says what is missing
    return (named === undefined || named.length === 0 ? [null] : named).map((signal) => subsetOf(part, all, signal));
  });

  function subsetOf(part: SplitName, all: Int32Array, signal: string | null): EvaluatedEvents {
    const rows = signal === null ? all : all.filter((row) => labels[row] === 0 || signals?.(row) === signal);
    const grouped =
      group.length > 0
        ? numberGroups(
            group.map((name) => wholeNumberColumn(table, name, sample)),
            rows,
          )
        : { groups: Int32Array.from(rows.keys()), count: rows.length };
    const events = {
      table: sample,
      part,
      signal,
      scores: Float64Array.from(rows, (row) => scores[row] as number),
      labels: Int8Array.from(rows, (row) => labels[row] as number),
      classes: classes === undefined ? undefined : classesOf(classes, rows),
      physical: Float64Array.from(rows, (row) => physical[row] as number),
      groups: { of: grouped.groups, count: grouped.count },
    };
    requireClasses(events);
    return { ...events, weights: figureWeights(events, params.weights) };
  }
}

/** Of each row the signal that it is of. @throws InputError `missing-value` */
function signalNames(
  { attributes, origin: sample, columns }: TableInput,
  table: Table,
  by: readonly string[] | undefined,
): ((row: number) => string) | undefined {
  if (by === undefined) return undefined;
  const named = by.map((name) => {
    if (!columns.includes(name)) return () => attributes[name] ?? null;
    const { values, valid } = requireColumn(table, name, sample);
    return (row: number) => (valid?.[row] === 0 ? null : values[row]);
  });
  return (row) =>
    named
      .map((value, index) => {
        const own = value(row);
        if (own !== null && own !== undefined) return String(own);
        throw new InputError('missing-value', `a signal event has no ${by[index] ?? ''}`, {
          place: { sample, row },
          mend: `gather with \`with: [${by[index] ?? ''}]\`, or tell signals apart by something else (signal_by)`,
        });
      })
      .join('_');
}

/** The subset of a table without a column `split`: the carried attribute `part`, or the campaign's parameter. */
function partOf({ attributes, origin }: TableInput, { part }: EvaluateParams): SplitName {
  if (attributes.part === undefined || attributes.part === null) return part;
  const carried = splitName.safeParse(attributes.part);
  if (carried.success) return carried.data;
  throw new InputError('unknown-part', `the carried attribute part is ${JSON.stringify(attributes.part)}`, {
    place: { sample: origin },
    expected: SPLITS.join(', '),
  });
}

/** What columns of a softmax' classes are called: `score_` and the name. */
const prefix = 'score_';

/** @throws InputError `class` for an event of a class that has no score */
function readClasses(table: Table, columns: readonly string[], sample: string): EvaluatedClasses {
  const names = columns.map((column) => column.slice(prefix.length));
  const scores = new Float64Array(table.rows * names.length);
  columns.forEach((name, number) => {
    const { values } = requireColumn(table, name, sample);
    for (let row = 0; row < table.rows; row++) scores[row * names.length + number] = Number(values[row]);
  });
  const { values } = requireColumn(table, 'class', sample);
  const labels = Int32Array.from({ length: table.rows }, (_, row) => names.indexOf(String(values[row])));
  const row = labels.indexOf(-1);
  if (row < 0) return { names, scores, labels };
  throw new InputError('class', `the event is of class ${JSON.stringify(values[row])}, which has no score`, {
    place: { sample, row },
    expected: `one of ${names.join(', ')}`,
    mend: 'take the output of a task that predicts classes',
  });
}

function classesOf({ names, scores, labels }: EvaluatedClasses, rows: Int32Array): EvaluatedClasses {
  const width = names.length;
  const own = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    own.set(scores.subarray(row * width, (row + 1) * width), index * width);
  });
  return { names, scores: own, labels: Int32Array.from(rows, (row) => labels[row] as number) };
}

type Unweighted = Omit<EvaluatedEvents, 'weights'>;

function requireClasses({ labels, table, part }: Unweighted): void {
  for (const [label, name] of [
    [1, 'signal'],
    [0, 'background'],
  ] as const) {
    if (labels.includes(label)) continue;
    throw new InputError(`no-${name}`, `there is no ${name} among the ${labels.length} ${part} events`, {
      place: { sample: table },
      expected: 'events of signal and background in every subset that is evaluated',
      mend: `check which samples were scored, and that the selection keeps some ${name}`,
    });
  }
}

/** Sum of weights by class: background, signal. */
export function classSums(weights: Float64Array, labels: Int8Array): readonly [number, number] {
  const sums: [number, number] = [0, 0];
  for (let event = 0; event < weights.length; event++) sums[labels[event] === 1 ? 1 : 0] += weights[event] as number;
  return sums;
}

function figureWeights({ physical, labels, table, part }: Unweighted, how: EvaluateParams['weights']): Float64Array {
  if (how === 'none') return new Float64Array(physical.length).fill(1);
  const weights = how === 'physical' ? physical : physical.map(Math.abs);
  const [background, signal] = classSums(weights, labels);
  for (const [name, sum] of [
    ['signal', signal],
    ['background', background],
  ] as const) {
    if (sum > 0) continue;
    throw new InputError('sum-of-weights', `the weights of the ${name} ${part} events sum to ${sum}`, {
      place: { sample: table },
      expected: 'a positive sum',
      mend: "check the negative weights of the samples, or take the weights 'absolute'",
    });
  }
  if (how !== 'balanced') return weights;
  return weights.map((weight, event) => (labels[event] === 1 ? (weight * background) / signal : weight));
}
