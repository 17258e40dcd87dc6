import type { Column, Table } from '../../schemas/index.ts';
import { randomStream } from '../../science/learning/random.ts';

/** Scored events as a scoring task writes them: two masses, two processes, two channels, three responses of each background event. */
export function scoredTable(
  options: { readonly events?: number; readonly signalWeight?: number; readonly seed?: number } = {},
): Table {
  const { events = 3000, signalWeight = 0.02, seed = 1 } = options;
  const { uniform } = randomStream(seed, 'limits-test');
  const rows = Array.from({ length: events }, (_, i) => {
    const signal = i % 3 === 0;
    const u = uniform();
    const mass = i % 2 === 0 ? 200 : 400;
    return {
      dsid: signal ? mass : 1 + (i % 2),
      particle_event: Math.floor(i / 9),
      channel: i % 5 < 3 ? 0 : 1,
      label: signal ? 1 : 0,
      process: signal ? 'dm' : i % 2 === 0 ? 'ttbar' : 'dibosons',
      mass: signal ? mass : null,
      weight: signal ? signalWeight * (mass === 200 ? 2 : 1) : i % 17 === 0 ? -0.02 : 0.1,
      score: signal ? Math.sqrt(u) : u * u,
      ht: 100 * uniform() + (signal ? 2 : 0),
      std: 0.02,
    };
  });
  const of = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick);
  const columns: [string, Column][] = [
    ['dsid', { values: Int32Array.from(of((row) => row.dsid)) }],
    ['particle_event', { values: Int32Array.from(of((row) => row.particle_event)) }],
    ['channel', { values: Int8Array.from(of((row) => row.channel)) }],
    ['label', { values: Int8Array.from(of((row) => row.label)) }],
    ['process', { values: of((row) => row.process) }],
    [
      'mass_gev',
      {
        values: Float64Array.from(of((row) => row.mass ?? 0)),
        valid: Uint8Array.from(of((row) => (row.mass === null ? 0 : 1))),
      },
    ],
    ['weight', { values: Float64Array.from(of((row) => row.weight)) }],
    ['weight_up', { values: Float64Array.from(of((row) => row.weight * (1 + 0.1 * row.score))) }],
    ['score', { values: Float64Array.from(of((row) => row.score)) }],
    ['std', { values: Float64Array.from(of((row) => row.std)) }],
    ['ht', { values: Float64Array.from(of((row) => row.ht)) }],
  ];
  return { rows: rows.length, columns: new Map(columns) };
}
