import type { Attributes, Column, Table, TableInput } from '../../schemas/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';
import { tableInput } from '../support/run-task.ts';

/** A table as `split` writes it: two features that tell signal from background a little, one that may be missing. */
export function sampleTable(events: number, signal: boolean, dsid: number): Table {
  const stream = randomStream(dsid, 'test sample');
  const float = (value: (event: number) => number): Column => ({
    values: Float64Array.from({ length: events }, (_, e) => value(e)),
  });
  const split = Int8Array.from({ length: events }, () => [0, 0, 0, 1, 2, 2][stream.integer() % 6] as number);
  const weight = float(() => (signal ? 0.01 : 40) * (stream.uniform() < 0.05 ? -1 : 1));
  const present = Uint8Array.from({ length: events }, () => (stream.uniform() < 0.6 ? 1 : 0));
  const columns: Record<string, Column> = {
    dsid: { values: new Int32Array(events).fill(dsid) },
    event: { values: Int32Array.from({ length: events }, (_, event) => event) },
    particle_event: { values: Int32Array.from({ length: events }, (_, event) => event >> 1) },
    channel: { values: Int8Array.from({ length: events }, (_, event) => event % 2) },
    met: float(() => 100 + 30 * normal(stream) + (signal ? 40 : 0)),
    mll: float(() => 91 + 8 * normal(stream) + (signal ? 10 : 0)),
    jet1_pt: { ...float(() => 60 + 20 * normal(stream)), valid: present },
    weight,
    split: { values: split },
    split_weight: float((event) => (weight.values[event] as number) * ([2, 6, 3][split[event] as number] as number)),
  };
  return { rows: events, columns: new Map(Object.entries(columns)) };
}

export const signalAttributes: Attributes = { kind: 'signal', process: 'DH', mass_gev: 400 };
export const backgroundAttributes: Attributes = { kind: 'background', process: 'ttbar', mass_gev: null };

/** The input, said to come from `origin`. */
export const from = (origin: string, input: TableInput): TableInput => ({ ...input, origin });

export const samples = (signalEvents = 600): readonly TableInput[] => [
  from('split 110102', tableInput(sampleTable(1500, false, 110102), backgroundAttributes)),
  from('split 110203', tableInput(sampleTable(700, false, 110203), { ...backgroundAttributes, process: 'diboson' })),
  from('split 200001', tableInput(sampleTable(signalEvents, true, 200001), signalAttributes)),
];

export const trainParams = {
  features: ['met', 'mll', 'jet1_pt'],
  network: { hidden: [{ units: 10, dropout: 0.1 }, { units: 6 }] },
  epochs: 4,
  batch_size: 128,
  optimiser: { name: 'adam', learning_rate: 0.01 },
};
