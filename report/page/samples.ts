import type { Attributes } from '../../schemas/index.ts';
import type { CutflowRow, SplitCountsRow } from '../../schemas/results/index.ts';
import type { Gathered } from './inputs.ts';

/** Expected events with both statistical errors. */
export interface Yield {
  readonly events: number;
  readonly sum: number;
  /** sqrt(sum of w^2), event by event. */
  readonly error: number;
  /** The same with the weights of one particle-level event summed first. */
  readonly groupError: number;
}

/** What a sample is, from its attributes. */
export interface Sample {
  readonly dsid: string;
  readonly kind: string;
  readonly process: string;
  readonly name: string;
  /** `DH LDS` and the mass of a signal sample. */
  readonly hypothesis: string;
  readonly mass: number | null;
  /** Share of the luminosity that pseudo-data correspond to; null for the whole. */
  readonly luminosityFraction: number | null;
}

export function sampleOf(attributes: Attributes): Sample {
  const text = (name: string): string => String(attributes[name] ?? '');
  const number = (name: string): number | null => (typeof attributes[name] === 'number' ? attributes[name] : null);
  const kind = text('kind');
  return {
    dsid: text('dsid'),
    kind,
    process: text('process') === '' ? kind : text('process'),
    name: text('name'),
    hypothesis: [text('model'), text('scenario')].filter((part) => part !== '').join(' '),
    mass: number('mass_gev'),
    luminosityFraction: number('luminosity_fraction'),
  };
}

interface Accumulated {
  events: number;
  sum: number;
  squares: number;
  groupSquares: number;
}

/** Adds up subsets (and samples): sums add, errors in quadrature; no particle-level event is shared between them. */
export function totalYield(rows: readonly SplitCountsRow[], channel?: number): Yield {
  const total: Accumulated = { events: 0, sum: 0, squares: 0, groupSquares: 0 };
  for (const row of rows) {
    if (channel !== undefined && row.channel !== channel) continue;
    total.events += row.events;
    total.sum += row.sum_of_weights;
    total.squares += row.sum_of_weights_squared;
    total.groupSquares += row.sum_of_group_weights_squared;
  }
  const { events, sum, squares, groupSquares } = total;
  return { events, sum, error: Math.sqrt(squares), groupError: Math.sqrt(groupSquares) };
}

export interface Process<Row> {
  readonly process: string;
  readonly kind: string;
  readonly samples: readonly { readonly sample: Sample; readonly rows: readonly Row[] }[];
}

/** Samples by process, in the order in which the processes first appear. */
export function byProcess<Row>(gathered: readonly Gathered<readonly Row[]>[]): readonly Process<Row>[] {
  const processes = new Map<string, { kind: string; samples: { sample: Sample; rows: readonly Row[] }[] }>();
  for (const { attributes, value } of gathered) {
    const sample = sampleOf(attributes);
    const entry = processes.get(sample.process) ?? { kind: sample.kind, samples: [] };
    entry.samples.push({ sample, rows: value });
    processes.set(sample.process, entry);
  }
  return [...processes].map(([process, entry]) => ({ process, ...entry }));
}

/** One step of a cutflow: raw events and expected events with their error. */
export interface Step {
  readonly events: number;
  readonly sum: number;
  readonly error: number;
}

/** The cutflows of several samples added up, step by step in the order of `steps`. */
export function totalCutflow(cutflows: readonly (readonly CutflowRow[])[], steps: readonly string[]): readonly Step[] {
  return steps.map((step) => {
    const rows = cutflows.flatMap((cutflow) => cutflow.filter((row) => row.step === step));
    return {
      events: rows.reduce((sum, row) => sum + row.events, 0),
      sum: rows.reduce((sum, row) => sum + row.sum_of_weights, 0),
      error: Math.hypot(...rows.map((row) => row.error)),
    };
  });
}

/** Names of the steps of all cutflows, in order. */
export const stepNames = (cutflows: readonly (readonly CutflowRow[])[]): readonly string[] => [
  ...new Set(cutflows.flatMap((cutflow) => cutflow.map((row) => row.step))),
];
