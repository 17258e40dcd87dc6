import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Column, ColumnValues, Table } from '../../schemas/index.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Some events of the dark-matter samples with what an independent implementation (Python) makes of them. */
interface StoredSample {
  readonly dsid: number;
  readonly scalars: Readonly<Record<string, readonly number[]>>;
  /** `[events][leptons]` (pt, eta, phi, charge, flavour), tight ones by pt. */
  readonly lep: readonly (readonly (readonly number[])[])[];
  /** `[events][jets]` (pt, eta, phi, m, btag), pt > 20 GeV and |eta| < 2.5, by pt. */
  readonly jet: readonly (readonly (readonly number[])[])[];
  readonly cutflow: readonly (readonly [step: string, events: number])[];
  /** Values of the selected events, missing jets 0. */
  readonly expected?: Readonly<Record<string, readonly number[]>>;
  /** Sums over the selected events. */
  readonly sums?: Readonly<Record<string, number>>;
}

export const samples = (JSON.parse(read('events.json')) as { samples: readonly StoredSample[] }).samples;

interface CutflowStep {
  readonly step: string;
  readonly raw: number;
  readonly weighted: number;
  readonly weighted_err: number;
}
export const reference = JSON.parse(read('reference.json')) as {
  readonly event_vectors: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly cutflow_examples: Readonly<Record<string, readonly CutflowStep[]>>;
};

export const darkMatterSelect = parse(read('dark-matter-select.yaml')) as Record<string, unknown>;

const integers = new Set(['event', 'particle_event', 'period', 'dsid', 'n_lep', 'n_jet']);
const small = new Set(['charge', 'flavour', 'btag']);
const units: Readonly<Record<string, string>> = { met: 'GeV', met_phi: 'rad', pt: 'GeV', phi: 'rad', m: 'GeV' };

/** The sample as ingestion leaves it: 2 leptons and 8 jets an event, null where there is none. */
export function ingested({ dsid, scalars, lep, jet }: StoredSample): Table {
  const rows = lep.length;
  const columns = new Map<string, Column>();
  const add = (name: string, field: string, values: readonly (number | undefined)[]): void => {
    const filled = values.map((value) => value ?? 0);
    const typed: ColumnValues = integers.has(field)
      ? Int32Array.from(filled)
      : small.has(field)
        ? Int8Array.from(filled)
        : Float32Array.from(filled);
    const valid = values.includes(undefined)
      ? { valid: Uint8Array.from(values, (value) => (value === undefined ? 0 : 1)) }
      : {};
    columns.set(name, { values: typed, ...valid, ...(units[field] === undefined ? {} : { unit: units[field] }) });
  };
  add(
    'dsid',
    'dsid',
    Array.from({ length: rows }, () => dsid),
  );
  for (const [name, values] of Object.entries(scalars)) add(name, name, values);
  add(
    'n_lep',
    'n_lep',
    lep.map((found) => found.length),
  );
  add(
    'n_jet',
    'n_jet',
    jet.map((found) => found.length),
  );
  const addObjects = (label: string, slots: number, fields: readonly string[], found: StoredSample['lep']): void => {
    for (let slot = 0; slot < slots; slot++)
      fields.forEach((field, index) => {
        add(
          `${label}${slot + 1}_${field}`,
          field,
          found.map((objects) => objects[slot]?.[index]),
        );
      });
  };
  addObjects('lep', 2, ['pt', 'eta', 'phi', 'charge', 'flavour'], lep);
  addObjects('jet', 8, ['pt', 'eta', 'phi', 'm', 'btag'], jet);
  return { rows, columns };
}
