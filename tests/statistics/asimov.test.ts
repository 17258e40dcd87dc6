import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  approximateMedianSignificance,
  asimovSignificance,
  asimovSignificanceWithUncertainty,
  combineInQuadrature,
} from '../../science/statistics/index.ts';

const yields = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

describe('Asimov significance (arXiv:1007.1727 eq. 97, thesis eq. 5.3)', () => {
  test('reference values: (10, 100) 0.983992, (5, 1) 3.391329', () => {
    expect(asimovSignificance(10, 100)).toBeCloseTo(0.9839916447569422, 13);
    expect(asimovSignificance(5, 1)).toBeCloseTo(3.391329183481996, 13);
  });

  test('stays exact where s is far below b: (1e-6, 1000) and (1e-10, 50) of the referee', () => {
    expect(asimovSignificance(1e-6, 1000) / 3.162277659641333e-8).toBeCloseTo(1, 9);
    expect(asimovSignificance(1e-10, 50) / 1.4142135623726236e-11).toBeCloseTo(1, 9);
  });

  test('s^2/b below 1e-12: the limit s / sqrt(b) (1 - s / 6b) to 14 digits', () => {
    for (const [s, b] of [
      [1e-9, 1],
      [3e-7, 250],
      [2e-150, 7],
    ] as const) {
      expect((asimovSignificance(s, b) / (s / Math.sqrt(b))) * (1 + s / (6 * b))).toBeCloseTo(1, 14);
    }
  });

  test('equals the plain formula wherever that is accurate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), yields, (ratio, b) => {
        const s = ratio * b;
        const plain = Math.sqrt(2 * ((s + b) * Math.log(1 + s / b) - s));
        expect(asimovSignificance(s, b) / plain).toBeCloseTo(1, 10);
      }),
    );
  });

  test('rises with the signal, falls with the background, and like sqrt(L) with the luminosity', () => {
    fc.assert(
      fc.property(yields, yields, fc.double({ min: 1.01, max: 10, noNaN: true }), (s, b, factor) => {
        const z = asimovSignificance(s, b);
        expect(asimovSignificance(s * factor, b)).toBeGreaterThan(z);
        expect(asimovSignificance(s, b * factor)).toBeLessThan(z);
        expect(asimovSignificance(s * factor, b * factor) / (z * Math.sqrt(factor))).toBeCloseTo(1, 11);
      }),
    );
  });

  test('no background: not a number, never a large one; no signal: 0', () => {
    expect(asimovSignificance(3, 0)).toBeNaN();
    expect(asimovSignificance(3, -1)).toBeNaN();
    expect(asimovSignificance(0, 5)).toBe(0);
    expect(asimovSignificance(-2, 5)).toBe(0);
  });
});

describe('with background uncertainty (Cowan 2012)', () => {
  test('reference values: (10, 100, 10) 0.690196, (50, 100, 30) 1.383292', () => {
    expect(asimovSignificanceWithUncertainty(10, 100, 10)).toBeCloseTo(0.690196, 6);
    expect(asimovSignificanceWithUncertainty(50, 100, 30)).toBeCloseTo(1.383292, 6);
  });

  test('small signals: s / sqrt(b + sigma^2)', () => {
    for (const [s, b, sigma] of [
      [1e-9, 100, 10],
      [1e-12, 3, 0.5],
      [1e-100, 1e4, 300],
    ] as const) {
      expect(asimovSignificanceWithUncertainty(s, b, sigma) / (s / Math.sqrt(b + sigma ** 2))).toBeCloseTo(1, 8);
    }
  });

  test('tends to the formula without uncertainty, and never exceeds it', () => {
    expect(asimovSignificanceWithUncertainty(10, 100, 0)).toBe(asimovSignificance(10, 100));
    expect(asimovSignificanceWithUncertainty(10, 100, 1e-6)).toBeCloseTo(asimovSignificance(10, 100), 10);
    fc.assert(
      fc.property(yields, yields, fc.double({ min: 0, max: 1, noNaN: true }), (s, b, relative) => {
        const z = asimovSignificanceWithUncertainty(s, b, relative * b);
        expect(z).toBeLessThanOrEqual(asimovSignificance(s, b) * (1 + 1e-9));
        expect(z).toBeGreaterThan(0);
      }),
    );
  });

  test('equals the formula as published wherever that is accurate', () => {
    const published = (s: number, b: number, sigma: number): number => {
      const v = sigma ** 2;
      const first = (s + b) * Math.log(((s + b) * (b + v)) / (b * b + (s + b) * v));
      return Math.sqrt(2 * (first - ((b * b) / v) * Math.log(1 + (v * s) / (b * (b + v)))));
    };
    const about = fc.double({ min: 0.1, max: 10, noNaN: true });
    const background = fc.double({ min: 0.1, max: 300, noNaN: true });
    fc.assert(
      fc.property(about, background, about, (s, b, relative) => {
        const z = asimovSignificanceWithUncertainty(s * b, b, relative * b);
        expect(z / published(s * b, b, relative * b)).toBeCloseTo(1, 7);
      }),
    );
  });

  test('a negative uncertainty gives no number', () => {
    expect(asimovSignificanceWithUncertainty(10, 100, -1)).toBeNaN();
  });
});

test('AMS of the Higgs challenge: (2, 1, regularisation 10) 0.586009', () => {
  expect(approximateMedianSignificance(2, 1, 10)).toBeCloseTo(0.586009, 6);
});

describe('channels in quadrature', () => {
  test('the thesis campaign: ee 0.222743 and mumu 0.274974 give 0.353872 (DH_HDS_130)', () => {
    const combined = combineInQuadrature([
      { significance: 0.2227431761285104, error: 0.03 },
      { significance: 0.2749744672173188, error: 0.04 },
    ]);
    expect(combined?.significance).toBeCloseTo(0.35387212398444856, 14);
    expect(combined?.error).toBeCloseTo(
      Math.hypot(0.2227431761285104 * 0.03, 0.2749744672173188 * 0.04) / 0.353872124,
      9,
    );
  });

  test('a channel without significance adds nothing; none at all gives none', () => {
    expect(combineInQuadrature([{ significance: 2, error: 0.5 }, null])).toEqual({ significance: 2, error: 0.5 });
    expect(combineInQuadrature([null, null])).toBeNull();
    expect(combineInQuadrature([{ significance: 2, error: null }])).toEqual({ significance: 2, error: null });
  });
});
