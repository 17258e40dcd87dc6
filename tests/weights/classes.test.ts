import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { BALANCING_POLICIES, balanceClasses, balanceWeights, scaleToMeanOne } from '../../science/weights/index.ts';

const events = fc.array(fc.tuple(fc.double({ min: 0.1, max: 9, noNaN: true }), fc.integer({ min: 0, max: 2 })), {
  minLength: 1,
  maxLength: 60,
});

describe('balancing of classes', () => {
  test('of two classes is that of signal and background, up to a factor', () => {
    fc.assert(
      fc.property(events, fc.constantFrom(...BALANCING_POLICIES), (given, policy) => {
        const all = [...given, [1, 0] as const, [2, 1] as const];
        const weights = Float64Array.from(all, ([weight]) => weight);
        const labels = all.map(([, label]) => Math.min(1, label));
        const two = scaleToMeanOne(balanceClasses(weights, labels, 2, policy));
        scaleToMeanOne(balanceWeights(weights, labels, policy)).forEach((weight, event) => {
          expect(two[event]).toBeCloseTo(weight, 9);
        });
      }),
    );
  });

  test('by weight gives each class the same sum', () => {
    fc.assert(
      fc.property(events, (given) => {
        const all = [...given, [1, 0] as const, [2, 1] as const, [3, 2] as const];
        const labels = all.map(([, label]) => label);
        const weights = Float64Array.from(all, ([weight]) => weight);
        const balanced = balanceClasses(weights, labels, 3, 'signal-up-by-weight');
        for (const label of [0, 1, 2])
          expect(balanced.reduce((sum, weight, event) => sum + (labels[event] === label ? weight : 0), 0)).toBeCloseTo(
            1,
            9,
          );
      }),
    );
  });

  test('leaves out events and refuses an empty class', () => {
    const weights = Float64Array.of(1, 2, 3);
    expect([...balanceClasses(weights, [0, 1, 1], 2, 'class-count', Uint8Array.of(1, 1, 0))]).toEqual([1, 1, 0]);
    expect(() => balanceClasses(weights, [0, 0, 0], 2, 'physical')).toThrow(/no event of class 1/);
    expect(() => balanceClasses(Float64Array.of(1, -1), [0, 1], 2, 'signal-up-by-weight')).toThrow(/class 1 sum to -1/);
  });
});
