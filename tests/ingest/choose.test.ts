import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { chooseObjects } from '../../activities/ingest/choose.ts';

/** Events as lists of objects; few different pT, so that many are equal. */
const events = fc.array(
  fc.array(fc.record({ pt: fc.integer({ min: 0, max: 4 }), selected: fc.boolean() }), { maxLength: 7 }),
  { maxLength: 12 },
);

describe('chooseObjects', () => {
  it('does what filter, stable sort and slice do', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.boolean(), (lists, keep, sorts, selects) => {
        const flat = lists.flat();
        const offsets = Int32Array.from([
          0,
          ...lists.map(
            (
              (sum) => (list) =>
                (sum += list.length)
            )(0),
          ),
        ]);
        const chosen = chooseObjects(
          offsets,
          selects ? Uint8Array.from(flat, ({ selected }) => Number(selected)) : undefined,
          sorts ? Float32Array.from(flat, ({ pt }) => pt) : undefined,
          keep,
        );
        lists.forEach((list, row) => {
          const indexed = list.map((object, index) => ({ ...object, index: (offsets[row] ?? 0) + index }));
          const expected = indexed.filter(({ selected }) => !selects || selected);
          if (sorts) expected.sort((a, b) => b.pt - a.pt);
          expect(chosen.counts[row]).toBe(expected.length);
          const slots = Array.from({ length: keep }, (_, slot) => chosen.slots[slot * lists.length + row]);
          expect(slots).toEqual(Array.from({ length: keep }, (_, slot) => expected[slot]?.index ?? -1));
        });
      }),
    );
  });

  it('keeps the order of storage among equal objects and counts before truncating', () => {
    const offsets = Int32Array.of(0, 4);
    const { counts, slots } = chooseObjects(offsets, undefined, Float32Array.of(30, 50, 50, 40), 3);
    expect([...counts]).toEqual([4]);
    expect([...slots]).toEqual([1, 2, 3]);
  });
});
