import type { Column, TableInput } from '../../schemas/index.ts';
import {
  featureMatrix,
  keepRows,
  networkInputs,
  requireFeatures,
  type MatrixRows,
  type NetworkInput,
} from '../../science/learning/preparation/index.ts';
import { requireColumn, weightColumn, wholeNumberColumn } from '../../science/weights/index.ts';
import { isSignal } from '../sample-kind.ts';

/** One sample's events of the subset that is scored. */
export interface ScoredSample {
  readonly signal: boolean;
  readonly process: string;
  /** GeV; null for background. */
  readonly mass: number | null;
  readonly part: MatrixRows;
  readonly columns: ReadonlyMap<string, Column>;
  readonly weights: Float64Array;
}

/** Columns that say which event a score belongs to. */
export const identityColumns = ['dsid', 'event', 'particle_event', 'channel'] as const;

/** @param split code of the subset */
export async function readSample(input: TableInput, features: readonly string[], split: number): Promise<ScoredSample> {
  const { origin, attributes } = input;
  requireFeatures(input.columns, features, origin);
  const signal = isSignal(attributes.kind, origin);
  const identity = identityColumns.filter((name) => input.columns.includes(name));
  const table = await input.read([...new Set([...features, ...identity, 'split', 'split_weight'])]);
  const codes = wholeNumberColumn(table, 'split', origin);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) => Number(codes[row]) === split);
  const mass = attributes.mass_gev;
  return {
    signal,
    process: String(attributes.process ?? attributes.kind),
    mass: signal && typeof mass === 'number' ? mass : null,
    part: { matrix: featureMatrix(table, features, origin), rows },
    columns: new Map(identity.map((name) => [name, requireColumn(table, name, origin)])),
    weights: weightColumn(table, 'split_weight', origin),
  };
}

/** What a network takes of the samples' events; events that lack a value that it cannot do without are left out. */
export function scoredInputs(
  inputs: readonly NetworkInput[],
  samples: readonly ScoredSample[],
): { readonly features: Float32Array; readonly samples: readonly ScoredSample[]; readonly leftOut: number } {
  const { values, complete } = networkInputs(
    inputs,
    samples.map(({ part }) => part),
  );
  let first = 0;
  const kept = samples.map((sample) => {
    const { matrix, rows } = sample.part;
    const flags = complete.subarray(first, (first += rows.length));
    return { ...sample, part: { matrix, rows: keepRows(rows, flags, 1) } };
  });
  const features = keepRows(values, complete, inputs.length);
  return { features, samples: kept, leftOut: (values.length - features.length) / inputs.length };
}
