import type { Column, ColumnValues, Table } from '../../schemas/index.ts';
import type { SampledScores } from '../../science/learning/dropout/index.ts';
import { identityColumns, type ScoredSample } from './events.ts';

/** The scores with what says which events they are of, in the order of the samples. */
export const scoreTable = (samples: readonly ScoredSample[], scores: SampledScores): Table =>
  identifiedTable(samples, [
    ['score', { values: scores.score }],
    ['mean', { values: scores.mean }],
    ['std', { values: scores.standardDeviation }],
    ['entropy', { values: scores.entropy, unit: 'nat' }],
    ['mutual_information', { values: scores.mutualInformation, unit: 'nat' }],
  ]);

/** Columns of numbers about the samples' events behind those that say which events they are. */
export function identifiedTable(
  samples: readonly ScoredSample[],
  scores: readonly (readonly [string, Column])[],
): Table {
  const events = samples.reduce((sum, { part }) => sum + part.rows.length, 0);
  const labels = new Int8Array(events);
  const process: string[] = [];
  const mass = new Float64Array(events);
  const massValid = new Uint8Array(events);
  const weight = new Float64Array(events);
  let event = 0;
  for (const sample of samples) {
    for (const row of sample.part.rows) {
      labels[event] = sample.signal ? 1 : 0;
      process.push(sample.process);
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
    ['process', { values: process }],
    ['mass_gev', { values: mass, valid: massValid, unit: 'GeV' }],
    ['weight', { values: weight, unit: 'events' }],
    ...scores,
  ];
  return { rows: events, columns: new Map(columns) };
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
