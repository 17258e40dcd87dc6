import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { assignSubsets, fmix32, splitHashes } from '../../science/weights/index.ts';

const SLOTS = [3, 1, 2];
const subsetOf = (dsid: number, particleEvent: number): number =>
  assignSubsets(splitHashes([Int32Array.of(dsid), Int32Array.of(particleEvent)], 1), SLOTS)[0] as number;

const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('split hash', () => {
  test('reproduces the vectors of the dark-matter definitions (dsid, particle_event -> subset)', () => {
    expect([
      subsetOf(110102, 1),
      subsetOf(110102, 2),
      subsetOf(200001, 7),
      subsetOf(221015, 2000),
      subsetOf(110500, 12345),
    ]).toEqual([0, 2, 0, 2, 0]);
    // particle_event and split of stored events: 110102/57, 110102/131, 110201/5, 110201/9, 110501/52, data 0/2675
    expect([
      subsetOf(110102, 57),
      subsetOf(110102, 131),
      subsetOf(110201, 5),
      subsetOf(110201, 9),
      subsetOf(110501, 52),
      subsetOf(0, 2675),
    ]).toEqual([2, 0, 1, 2, 0, 2]);
  });

  test('fmix32 is the finaliser of MurmurHash3: fmix32(0) = 0, fmix32(1) = 0x514e28b7', () => {
    expect(fmix32(0)).toBe(0);
    expect(fmix32(1)).toBe(0x514e28b7);
  });

  test('a 64-bit column hashes like the 32-bit one wherever its values fit', () => {
    fc.assert(
      fc.property(fc.array(integer, { minLength: 1 }), (values) => {
        const narrow = splitHashes([Int32Array.from(values)], values.length);
        expect(splitHashes([BigInt64Array.from(values.map(BigInt))], values.length)).toEqual(narrow);
      }),
    );
    const unsigned = splitHashes([BigInt64Array.of(0xfffffff0n)], 1);
    expect(unsigned).toEqual(splitHashes([Int32Array.of(-16)], 1));
  });

  test('the upper half of a large 64-bit value matters', () => {
    const hashes = splitHashes([BigInt64Array.of(7n, 7n + (1n << 32n), 7n + (2n << 32n))], 3);
    expect(new Set(hashes).size).toBe(3);
  });

  test('an event keeps its subset whatever stands beside it', () => {
    const key = fc.tuple(integer, integer);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), fc.array(key), (events, added) => {
        const all = [...added, ...events];
        const subsets = assignSubsets(
          splitHashes([Int32Array.from(all, ([a]) => a), Int32Array.from(all, ([, b]) => b)], all.length),
          SLOTS,
        );
        expect([...subsets.subarray(added.length)]).toEqual(events.map(([dsid, event]) => subsetOf(dsid, event)));
      }),
    );
  });

  test('subsets get their shares: 60000 events of consecutive numbers, within four standard deviations', () => {
    const rows = 60_000;
    const subsets = assignSubsets(splitHashes([Int32Array.from({ length: rows }, (_, i) => i)], rows), SLOTS);
    for (const [subset, share] of [1 / 2, 1 / 6, 1 / 3].entries()) {
      const count = subsets.filter((value) => value === subset).length;
      expect(Math.abs(count - rows * share)).toBeLessThan(4 * Math.sqrt(rows * share * (1 - share)));
    }
  });
});
