import { describe, expect, test } from 'vitest';
import { normalisationByPeriod, physicalWeights } from '../../science/weights/index.ts';

/** Sample 110100 of the dark-matter set: m_ll 10-60 GeV Drell-Yan. */
const DRELL_YAN = {
  crossSectionPb: 542.049,
  kFactor: 1.35,
  filterEfficiency: 0.00203478,
  luminosityFb: { '1516': 36.2, '17': 44.3, '18': 58.5 },
  sumOfWeightsByPeriod: { '1516': 310, '17': 342, '18': 464 },
};

describe('physical weights', () => {
  test('the generator weights of all generated events sum to cross section x k x efficiency x luminosity', () => {
    const factors = normalisationByPeriod(DRELL_YAN, '110100');
    const sums = Object.entries(DRELL_YAN.sumOfWeightsByPeriod);
    const expected = sums.reduce((sum, [period, weights]) => sum + weights * (factors.get(period) ?? NaN), 0);
    expect(expected).toBeCloseTo(542.049 * 1.35 * 0.00203478 * 1000 * 139, 6);
  });

  test('each event is normalised by its own period; negative generator weights keep their sign', () => {
    const factors = normalisationByPeriod(DRELL_YAN, '110100');
    const weights = physicalWeights(Float64Array.of(1, -2, 1), Int32Array.of(17, 1516, 18), factors, '110100');
    expect(weights[0]).toBeCloseTo((542.049 * 1.35 * 0.00203478 * 1000 * 44.3) / 342, 9);
    expect(weights[1]).toBeCloseTo((-2 * 542.049 * 1.35 * 0.00203478 * 1000 * 36.2) / 310, 9);
    expect(weights[2]).toBeCloseTo((542.049 * 1.35 * 0.00203478 * 1000 * 58.5) / 464, 9);
  });

  test.each([0, -3, NaN])('a sum of weights of %d is an error that names sample and period', (sum) => {
    const bad = { ...DRELL_YAN, sumOfWeightsByPeriod: { ...DRELL_YAN.sumOfWeightsByPeriod, '17': sum } };
    expect(() => normalisationByPeriod(bad, '110100')).toThrow(
      expect.objectContaining({
        code: 'sum-of-weights',
        message: expect.stringMatching(/sample 110100.*period 17/) as string,
      }),
    );
  });

  test('a period with luminosity but without generated events is an error: its yield would be lost silently', () => {
    const bad = { ...DRELL_YAN, sumOfWeightsByPeriod: { '1516': 310, '17': 342 } };
    expect(() => normalisationByPeriod(bad, '110100')).toThrow(/no sum of generator weights for period 18/);
  });

  test('an event of a period without luminosity is an error that names the row', () => {
    const factors = normalisationByPeriod(DRELL_YAN, '110100');
    expect(() => physicalWeights(Float64Array.of(1, 1), Int32Array.of(17, 22), factors, '110100')).toThrow(
      expect.objectContaining({
        code: 'unknown-period',
        message: expect.stringMatching(/row 1.*period 22/) as string,
      }),
    );
  });

  test.each([NaN, Infinity])('an event weight of %d is an error that names the row', (weight) => {
    const factors = normalisationByPeriod(DRELL_YAN, '110100');
    expect(() => physicalWeights(Float64Array.of(1, weight), Int32Array.of(17, 17), factors, '110100')).toThrow(
      expect.objectContaining({ code: 'weight-not-finite', message: expect.stringContaining('row 1') as string }),
    );
  });

  test('a cross section of zero is an error', () => {
    expect(() => normalisationByPeriod({ ...DRELL_YAN, crossSectionPb: 0 }, '110100')).toThrow(/crossSectionPb is 0/);
  });
});
