import type { Table } from '../../schemas/index.ts';
import { fmix32 } from '../../science/weights/index.ts';

const ROWS = 3000;
const uniform = (row: number, k: number): number => fmix32(row * 8 + k) / 2 ** 32;
const isSignal = (row: number): boolean => row % 3 === 0;

/** Signal towards 1, background towards 0; three in ten on a coarse grid, so that there are ties; float32. */
function score(row: number, k: number): number {
  const u = uniform(row, k);
  const value = isSignal(row) ? 1 - (1 - u) * (1 - u) : u * u;
  return Math.fround(uniform(row, 7) < 0.3 ? Math.floor(value * 64) / 64 : value);
}

function weight(row: number): number {
  const size = 0.5 + uniform(row, 3);
  // the referee's test weights are scaled by 3
  return 3 * (isSignal(row) ? 0.01 * size : uniform(row, 4) < 0.05 ? -size : size);
}

const rows = <T>(of: (row: number) => T): T[] => Array.from({ length: ROWS }, (_, row) => of(row));

/** 3000 made-up test events, the same as those of tests/fixtures/compare/make_expected.py. */
export const SCORES: Table = {
  rows: ROWS,
  columns: new Map([
    ['dsid', { values: Int32Array.from(rows((row) => (isSignal(row) ? 200001 : 110100))) }],
    ['event', { values: Int32Array.from(rows((row) => row)) }],
    ['channel', { values: Int8Array.from(rows((row) => (uniform(row, 1) < 0.4 ? 0 : 1))) }],
    ['label', { values: Int8Array.from(rows((row) => Number(isSignal(row)))) }],
    ['process', { values: rows((row) => (isSignal(row) ? 'DH_LDS' : row % 3 === 1 ? 'ttbar' : 'diboson')) }],
    [
      'mass_gev',
      {
        values: Float64Array.from(
          rows((row) => (isSignal(row) ? ([130, 200, 400][Math.floor(uniform(row, 0) * 3)] ?? 0) : 0)),
        ),
        valid: Uint8Array.from(rows((row) => Number(isSignal(row)))),
        unit: 'GeV',
      },
    ],
    ['weight', { values: Float64Array.from(rows(weight)), unit: 'events' }],
    ['score', { values: Float32Array.from(rows((row) => score(row, 2))) }],
    ['mean', { values: Float32Array.from(rows((row) => score(row, 5))) }],
    ['std', { values: Float64Array.from(rows((row) => uniform(row, 6) * 0.1)) }],
  ]),
};
