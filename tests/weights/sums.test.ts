import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  addSums,
  compensatedSum,
  effectiveEvents,
  NO_EVENTS,
  numberGroups,
  sumOfGroupWeightsSquared,
  sumWeights,
} from '../../science/weights/index.ts';

const weight = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe('sums of weights', () => {
  test('small terms survive large ones that cancel', () => {
    expect(compensatedSum([1, 1e100, 1, -1e100])).toBe(2);
    expect(compensatedSum(new Array<number>(10).fill(0.1))).toBe(1);
  });

  test('sums of two parts add up to the sums of the whole', () => {
    fc.assert(
      fc.property(fc.array(weight), fc.nat(), (values, at) => {
        const cut = values.length === 0 ? 0 : at % values.length;
        const whole = sumWeights(Float64Array.from(values));
        const parts = addSums(
          sumWeights(Float64Array.from(values.slice(0, cut))),
          sumWeights(Float64Array.from(values.slice(cut))),
        );
        expect(parts.events).toBe(whole.events);
        expect(parts.sumOfWeights).toBeCloseTo(whole.sumOfWeights, 9);
        expect(parts.sumOfWeightsSquared).toBeCloseTo(whole.sumOfWeightsSquared, 6);
      }),
    );
    expect(addSums(NO_EVENTS, NO_EVENTS)).toEqual(NO_EVENTS);
  });

  test('only the given rows are summed', () => {
    expect(sumWeights(Float64Array.of(1, 2, 4, 8), Int32Array.of(1, 3))).toEqual({
      events: 2,
      sumOfWeights: 10,
      sumOfWeightsSquared: 68,
    });
  });

  test('n events of equal weight are n effective events; with other weights they are at most n', () => {
    expect(effectiveEvents(5 * 0.3, 5 * 0.09)).toBeCloseTo(5, 12);
    expect(effectiveEvents(0, 0)).toBe(0);
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1 }), (values) => {
        const { events, sumOfWeights, sumOfWeightsSquared } = sumWeights(Float64Array.from(values));
        expect(effectiveEvents(sumOfWeights, sumOfWeightsSquared)).toBeLessThanOrEqual(events * (1 + 1e-12));
      }),
    );
  });
});

describe('groups of events', () => {
  test('twins are summed before squaring: (1 + 2)^2 + 4^2 where event by event it is 1 + 4 + 16', () => {
    const weights = Float64Array.of(1, 2, 4);
    const rows = Int32Array.of(0, 1, 2);
    expect(sumOfGroupWeightsSquared(weights, [Int32Array.of(7, 7, 9)], rows)).toBe(25);
    expect(sumOfGroupWeightsSquared(weights, [], rows)).toBe(21);
  });

  test('rows are of one group exactly when they agree in every column', () => {
    const small = fc.integer({ min: -2, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small, small), { minLength: 1, maxLength: 30 }), (keys) => {
        const columns = [
          Int32Array.from(keys, ([a]) => a),
          BigInt64Array.from(keys, ([, b]) => BigInt(b)),
          Int8Array.from(keys, ([, , c]) => c),
        ];
        const { groups, count } = numberGroups(
          columns,
          Int32Array.from(keys, (_, i) => i),
        );
        expect(count).toBe(new Set(keys.map((key) => key.join())).size);
        for (const [i, a] of keys.entries()) {
          for (const [j, b] of keys.entries()) expect(groups[i] === groups[j]).toBe(a.join() === b.join());
        }
      }),
    );
  });

  test('weights of one sign: groups never lower the variance', () => {
    const positive = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, fc.integer({ min: 0, max: 5 }))), (events) => {
        const weights = Float64Array.from(events, ([w]) => w);
        const rows = Int32Array.from(events, (_, i) => i);
        const grouped = sumOfGroupWeightsSquared(weights, [Int32Array.from(events, ([, g]) => g)], rows);
        expect(grouped).toBeGreaterThanOrEqual(sumOfGroupWeightsSquared(weights, [], rows) * (1 - 1e-12));
      }),
    );
  });
});
