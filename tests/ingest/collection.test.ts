import { describe, expect, it } from 'vitest';
import { collectObjects, requestObjects } from '../../activities/ingest/collection.ts';
import type { BranchValues } from '../../activities/ingest/root/index.ts';

/** Three events with two, none and one jet. */
const offsets = Int32Array.of(0, 2, 2, 3);
const jets = (branches: Record<string, number[]>): ReadonlyMap<string, BranchValues> =>
  new Map(
    Object.entries(branches).map(([name, values]) => [
      `jet_${name}`,
      { shape: 'jagged', type: 'float32', values: Float32Array.from(values), offsets },
    ]),
  );
const request = requestObjects('jet', { branches: ['pt', 'm'], select: 'pt > 20', sort: 'pt', keep: 1 });
const collect = (branches: Record<string, number[]>) => collectObjects(request, jets(branches), { file: 'a.root' });

describe('collectObjects', () => {
  it('counts the selected objects and keeps the first', () => {
    const { counts, columns } = collect({ pt: [30, 40, 10], m: [3, 4, 1] });
    expect([...counts]).toEqual([2, 0, 0]);
    expect(columns).toEqual([
      ['jet1_pt', { values: Float32Array.of(40, 0, 0), valid: Uint8Array.of(1, 0, 0) }],
      ['jet1_m', { values: Float32Array.of(4, 0, 0), valid: Uint8Array.of(1, 0, 0) }],
    ]);
  });

  it('reports a NaN in a field that selection or order need even of an object that would not be kept', () => {
    const { nonFinite } = collect({ pt: [30, 40, NaN], m: [3, 4, 1] });
    expect(nonFinite).toEqual([{ branch: 'jet_pt', values: 1, rows: [2] }]);
  });

  it('reports an infinite value in another field only of kept objects', () => {
    expect(collect({ pt: [30, 40, 10], m: [Infinity, 4, Infinity] }).nonFinite).toEqual([]);
    expect(collect({ pt: [30, 40, 10], m: [3, -Infinity, 1] }).nonFinite).toEqual([
      { branch: 'jet_m', values: 1, rows: [0] },
    ]);
  });

  it('compares the lengths of branches that have counts of their own', () => {
    const read = new Map(jets({ pt: [30, 40, 10] }));
    const other = Int32Array.of(0, 2, 3, 3);
    read.set('jet_m', { shape: 'jagged', type: 'float32', values: Float32Array.of(1, 2, 3), offsets: other });
    expect(() => collectObjects(request, read, { file: 'a.root' })).toThrow(/branch 'jet_m', row 1: .*jet_pt/);
  });
});
