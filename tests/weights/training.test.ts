import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  applyNegativeWeightPolicy,
  balanceWeights,
  BALANCING_POLICIES,
  compensatedSum,
  scaleToMeanOne,
  trainingWeights,
} from '../../science/weights/index.ts';

const WEIGHTS = Float64Array.of(4, 2, -1, 3, 6, 6);
const IS_SIGNAL = Int8Array.of(1, 1, 0, 0, 0, 0);

const ofClass = (weights: Float64Array, label: number): number =>
  compensatedSum(weights.filter((_, i) => IS_SIGNAL[i] === label));

describe('negative weights', () => {
  test('policies: keep, absolute, zero, drop', () => {
    expect([...applyNegativeWeightPolicy(WEIGHTS, 'keep').weights]).toEqual([4, 2, -1, 3, 6, 6]);
    expect([...applyNegativeWeightPolicy(WEIGHTS, 'absolute').weights]).toEqual([4, 2, 1, 3, 6, 6]);
    const zero = applyNegativeWeightPolicy(WEIGHTS, 'zero');
    expect([...zero.weights]).toEqual([4, 2, 0, 3, 6, 6]);
    expect([...zero.kept]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...applyNegativeWeightPolicy(WEIGHTS, 'drop').kept]).toEqual([1, 1, 0, 1, 1, 1]);
  });

  test('absolute-rescaled keeps the sum of weights of every sample', () => {
    const samples = Int32Array.of(1, 1, 2, 2, 3, 3);
    const { weights } = applyNegativeWeightPolicy(WEIGHTS, 'absolute-rescaled', samples);
    expect([...weights].every((weight) => weight >= 0)).toBe(true);
    expect((weights[2] as number) + (weights[3] as number)).toBeCloseTo(2, 12);
    expect([...weights.subarray(4)]).toEqual([6, 6]);
  });

  test('absolute-rescaled refuses a sample whose weights sum to less than zero', () => {
    expect(() => applyNegativeWeightPolicy(Float64Array.of(1, -2), 'absolute-rescaled', Int32Array.of(9, 9))).toThrow(
      expect.objectContaining({ code: 'sum-of-weights', message: expect.stringContaining('sample 9') as string }),
    );
  });

  test('the weights given are not changed', () => {
    applyNegativeWeightPolicy(WEIGHTS, 'drop');
    expect([...WEIGHTS]).toEqual([4, 2, -1, 3, 6, 6]);
  });
});

describe('balancing', () => {
  test('by weight: both classes get the same sum, moving the class the name says', () => {
    const up = balanceWeights(WEIGHTS, IS_SIGNAL, 'signal-up-by-weight');
    expect([ofClass(up, 1), ofClass(up, 0)]).toEqual([14, 14]);
    const down = balanceWeights(WEIGHTS, IS_SIGNAL, 'background-down-by-weight');
    expect(ofClass(down, 1)).toBe(6);
    expect(ofClass(down, 0)).toBeCloseTo(6, 12);
  });

  test('by count: the ratio of raw events, 4 background to 2 signal', () => {
    expect(ofClass(balanceWeights(WEIGHTS, IS_SIGNAL, 'signal-up-by-count'), 1)).toBe(12);
    expect(ofClass(balanceWeights(WEIGHTS, IS_SIGNAL, 'background-down-by-count'), 0)).toBe(7);
    expect([...balanceWeights(WEIGHTS, IS_SIGNAL, 'class-count')]).toEqual([1, 1, 0.5, 0.5, 0.5, 0.5]);
  });

  test('none and physical', () => {
    expect([...balanceWeights(WEIGHTS, IS_SIGNAL, 'none')]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...balanceWeights(WEIGHTS, IS_SIGNAL, 'physical')]).toEqual([...WEIGHTS]);
  });

  test('a class without events is named', () => {
    expect(() => balanceWeights(WEIGHTS, new Int8Array(6), 'physical')).toThrow(
      expect.objectContaining({ code: 'no-signal' }),
    );
    expect(() => balanceWeights(WEIGHTS, new Int8Array(6).fill(1), 'none')).toThrow(
      expect.objectContaining({ code: 'no-background' }),
    );
  });

  test('a class whose weights do not sum to a positive number cannot be scaled to', () => {
    expect(() => balanceWeights(Float64Array.of(1, -1, 1), Int8Array.of(1, 1, 0), 'signal-up-by-weight')).toThrow(
      expect.objectContaining({ code: 'sum-of-weights' }),
    );
  });
});

describe('training weights', () => {
  test('the campaign default equals the referee: |w|, signal scaled to the sum of background, mean 1', () => {
    // plain.py balanced([4, 2, -1, 3, 6, 6], [1, 1, 0, 0, 0, 0]): |w| sums 6 and 16, signal x 16/6, all / (32/6)
    const { weights } = trainingWeights(WEIGHTS, IS_SIGNAL, {
      balancing: 'signal-up-by-weight',
      negativeWeights: 'absolute',
    });
    const expected = [2, 1, 0.1875, 0.5625, 1.125, 1.125];
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i] as number, 14);
  });

  test('for every policy the mean over the kept events is 1 and dropped events weigh nothing', () => {
    const event = fc.tuple(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(...BALANCING_POLICIES), fc.array(event, { maxLength: 50 }), (balancing, events) => {
        const all = [...events, [1, true, false], [1, false, false], [1, false, true]] as const;
        const signed = Float64Array.from(all, ([w, , negative]) => (negative ? -w : w));
        const isSignal = Int8Array.from(all, ([, signal]) => Number(signal));
        const { weights, kept } = trainingWeights(signed, isSignal, { balancing, negativeWeights: 'drop' });
        const events_ = kept.filter((value) => value === 1).length;
        expect(compensatedSum(weights) / events_).toBeCloseTo(1, 10);
        expect(weights.every((weight, i) => kept[i] === 1 || weight === 0)).toBe(true);
        expect(all.every(([, , negative], i) => kept[i] === Number(!negative))).toBe(true);
      }),
    );
  });

  test('weights that sum to nothing are refused', () => {
    expect(() => scaleToMeanOne(Float64Array.of(1, -1))).toThrow(expect.objectContaining({ code: 'sum-of-weights' }));
  });
});
