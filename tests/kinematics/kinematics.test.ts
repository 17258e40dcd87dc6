import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  absoluteDeltaPhi,
  addFourVectors,
  deltaPhi,
  deltaR,
  fourVector,
  invariantMass,
  invariantMassMassless,
  pseudorapidity,
  rapidity,
  transverseMassMassive,
  transverseMassMassless,
  transverseMomentum,
  wrapPhi,
} from '../../science/kinematics/index.ts';

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const pt = fc.double({ min: 0.1, max: 2000, ...finite });
const eta = fc.double({ min: -5, max: 5, ...finite });
const phi = fc.double({ min: -Math.PI, max: Math.PI, ...finite });
const mass = fc.double({ min: 0, max: 500, ...finite });

describe('angles', () => {
  it('wraps into [-pi, pi) and leaves angles that are inside bit for bit', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, ...finite }), (angle) => {
        const wrapped = wrapPhi(angle);
        expect(wrapped).toBeGreaterThanOrEqual(-Math.PI - 1e-12);
        expect(wrapped).toBeLessThan(Math.PI + 1e-12);
        expect(Math.cos(wrapped)).toBeCloseTo(Math.cos(angle), 10);
        expect(Math.sin(wrapped)).toBeCloseTo(Math.sin(angle), 10);
        if (Math.abs(angle) < 3.14) expect(wrapped === angle).toBe(true);
      }),
    );
    expect(wrapPhi(Math.PI)).toBe(-Math.PI);
    expect(wrapPhi(-Math.PI)).toBe(-Math.PI);
  });

  it('measures angles across the cut at pi', () => {
    expect(deltaPhi(3.1, -3.1)).toBeCloseTo(6.2 - 2 * Math.PI, 12);
    expect(absoluteDeltaPhi(3.1, -3.1)).toBeCloseTo(2 * Math.PI - 6.2, 12);
    expect(deltaR(1, 3.1, -2, -3.1)).toBeCloseTo(Math.hypot(3, 2 * Math.PI - 6.2), 12);
  });
});

describe('four-vectors', () => {
  it('give back pt, eta and mass', () => {
    fc.assert(
      fc.property(pt, eta, phi, mass, (p, n, f, m) => {
        const { px, py, pz, energy } = fourVector(p, n, f, m);
        expect(transverseMomentum(px, py) / p).toBeCloseTo(1, 10);
        expect(pseudorapidity(p, pz)).toBeCloseTo(n, 9);
        // The mass is a difference of squares of the energy.
        expect(Math.abs(invariantMass(energy, px, py, pz) ** 2 - m * m)).toBeLessThan(1e-12 * energy * energy);
        expect(Math.abs(rapidity(energy, pz))).toBeLessThanOrEqual(Math.abs(n) + 1e-9);
      }),
    );
  });

  it('of two massless particles have the mass of the pair formula', () => {
    fc.assert(
      fc.property(pt, eta, phi, pt, eta, phi, (p1, n1, f1, p2, n2, f2) => {
        const { px, py, pz, energy } = addFourVectors(fourVector(p1, n1, f1), fourVector(p2, n2, f2));
        const pair = invariantMassMassless(p1, n1, f1, p2, n2, f2);
        expect(Math.abs(invariantMass(energy, px, py, pz) ** 2 - pair ** 2)).toBeLessThan(1e-12 * energy * energy);
        const published = Math.sqrt(Math.max(2 * p1 * p2 * (Math.cosh(n1 - n2) - Math.cos(f1 - f2)), 0));
        expect(Math.abs(published ** 2 - pair ** 2)).toBeLessThan(1e-12 * p1 * p2 * Math.cosh(n1 - n2));
      }),
    );
  });

  it('keep the precision of the mass of nearly collinear particles, where cosh - cos has none left', () => {
    expect(invariantMassMassless(100, 0.5, 1, 100, 0.5, 1 + 1e-9) / 1e-7).toBeCloseTo(1, 6);
  });
});

describe('transverse masses', () => {
  it('are 2 sqrt(pt met) back to back and 0 for a massless system along met', () => {
    expect(transverseMassMassless(80, 1, 20, 1 + Math.PI)).toBeCloseTo(80, 12);
    expect(transverseMassMassless(80, 1, 20, 1)).toBe(0);
  });

  it('agree for a massless system, and differ by its mass squared and more otherwise', () => {
    fc.assert(
      fc.property(pt, phi, pt, phi, mass, (p, f, met, metPhi, m) => {
        const [px, py] = [p * Math.cos(f), p * Math.sin(f)];
        const [metX, metY] = [met * Math.cos(metPhi), met * Math.sin(metPhi)];
        const massless = transverseMassMassless(p, f, met, metPhi);
        expect(Math.abs(transverseMassMassive(0, px, py, metX, metY) ** 2 - massless ** 2)).toBeLessThan(
          1e-11 * p * met,
        );
        const published = (Math.sqrt(m * m + p * p) + met) ** 2 - (px + metX) ** 2 - (py + metY) ** 2;
        const massive = transverseMassMassive(m, px, py, metX, metY);
        expect(Math.abs(massive ** 2 - published)).toBeLessThan(1e-11 * (m + p + met) ** 2);
        expect(massive ** 2).toBeGreaterThanOrEqual(massless ** 2 + m * m - 1e-9 * (m + p + met) ** 2);
      }),
    );
  });
});
