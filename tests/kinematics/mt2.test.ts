import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { mt2 } from '../../science/kinematics/index.ts';
import { bisectedMt2, transverseMass, type Side } from './lester-nachman.ts';

const polar = (pt: number, phi: number): [number, number] => [pt * Math.cos(phi), pt * Math.sin(phi)];
const finite = { noNaN: true, noDefaultInfinity: true } as const;
const momentum = fc.tuple(
  fc.double({ min: 1, max: 500, ...finite }),
  fc.double({ min: -Math.PI, max: Math.PI, ...finite }),
);
const mass = fc.double({ min: 0, max: 300, ...finite });

const of = (first: Side, second: Side, metX: number, metY: number): number =>
  mt2(first.mass, first.px, first.py, second.mass, second.px, second.py, metX, metY, first.invisible, second.invisible);
const side = ([pt, phi]: readonly [number, number], visible: number, invisible: number): Side => {
  const [px, py] = polar(pt, phi);
  return { mass: visible, px, py, invisible };
};

describe('mT2', () => {
  it('is 412.627668458219 for the example of the package mt2 (arXiv:1411.4312), masses of 100 and 150 GeV', () => {
    expect(mt2(100, 410, 20, 150, -210, -300, -200, 280, 100, 100)).toBeCloseTo(412.627668458219, 9);
  });

  it('is .09719971 in the nearly massless case of arXiv:1411.4312, figure 5', () => {
    const found = mt2(
      0,
      -42.017340486,
      -146.365340528,
      0.087252259,
      -9.625614206,
      145.757295514,
      -16.692279406,
      -14.730240471,
    );
    expect(found).toBeCloseTo(0.09719971, 7);
  });

  it('is 435.222 for the exactly collinear leptons of event 42 of sample 220001, where the package mt2 overflows', () => {
    const phi = 2.802734375;
    const found = mt2(0, ...polar(512.5, phi), 0, ...polar(95.9375, phi), ...polar(586, phi - 3.1376953125));
    expect(found).toBeCloseTo(435.22228621107257, 5);
  });

  it('agrees with the closed form of collinear massless visible systems, 2 p1 p2 / (p1 + p2) met (1 - cos), in 10 000 events', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let event = 0; event < 10_000; event++) {
      const [p1, p2, met] = [1 + 500 * random(), 1 + 500 * random(), 1 + 500 * random()];
      const phi = 7 * random();
      const away = 7 * random();
      const found = mt2(0, ...polar(p1, phi), 0, ...polar(p2, phi), ...polar(met, phi + away));
      const expected = Math.sqrt(((2 * p1 * p2) / (p1 + p2)) * met * (1 - Math.cos(away)));
      expect(Number.isFinite(found)).toBe(true);
      expect(Math.abs(found - expected)).toBeLessThan(1e-6 * Math.max(1, expected));
      const bound = Math.min(...[p1, p2].map((p) => Math.sqrt(2 * p * met * (1 - Math.cos(away)))));
      expect(found).toBeLessThanOrEqual(bound * (1 + 1e-9));
    }
  });

  it('is the threshold where met lies between massless leptons, without met, and for leptons back to back', () => {
    expect(mt2(0, 50, 0, 0, 0, 50, 30, 30)).toBe(0);
    expect(mt2(0, 50, 10, 0, -20, 50, 0, 0)).toBe(0);
    expect(mt2(0, 50, 0, 0, -70, 0, 5, 40)).toBe(0);
    expect(mt2(0, 0, 0, 0, 10, 40, 5, 40)).toBe(0);
    expect(mt2(20, 50, 0, 30, -70, 0, 0, 0, 40, 40)).toBeGreaterThanOrEqual(70);
  });

  it('agrees with a bisection in the trial mass for any masses', () => {
    fc.assert(
      fc.property(momentum, momentum, momentum, fc.tuple(mass, mass, mass, mass), (p1, p2, missing, masses) => {
        const first = side(p1, masses[0] + 20, masses[1]);
        const second = side(p2, masses[2] + 20, masses[3]);
        const met = polar(...missing);
        const expected = bisectedMt2(first, second, ...met);
        expect(Math.abs(of(first, second, ...met) - expected)).toBeLessThan(1e-6 * expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never above the larger transverse mass of any way to share met, and never below the threshold', () => {
    fc.assert(
      fc.property(
        momentum,
        momentum,
        momentum,
        momentum,
        fc.tuple(mass, mass, mass, mass),
        fc.boolean(),
        (p1, p2, missing, share, masses, massless) => {
          const [m1, c1, m2, c2] = massless ? [0, 0, 0, 0] : masses;
          const first = side(p1, m1, c1);
          const second = side(p2, m2, c2);
          const met = polar(...missing);
          const q = polar(...share);
          const found = of(first, second, ...met);
          const larger = Math.max(transverseMass(first, ...q), transverseMass(second, met[0] - q[0], met[1] - q[1]));
          // Near 0 mT is a difference of large numbers: 1e-4 GeV of rounding.
          expect(found).toBeLessThanOrEqual(larger * (1 + 1e-9) + 1e-4);
          expect(found).toBeGreaterThanOrEqual(Math.max(m1 + c1, m2 + c2) - 1e-6);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('does not depend on the order of the two sides, nor on a rotation; it scales with the unit of energy', () => {
    fc.assert(
      fc.property(
        momentum,
        momentum,
        momentum,
        fc.tuple(mass, mass),
        momentum,
        (p1, p2, missing, [m, chi], [scale, turn]) => {
          const turned = ([pt, phi]: readonly [number, number]): [number, number] => [pt, phi + turn];
          const found = of(side(p1, m, chi), side(p2, 0, chi), ...polar(...missing));
          // Near 0 mT2 goes like the square root of the rounding of the angles.
          const near = (value: number, wanted: number): void => {
            expect(Math.abs(value - wanted)).toBeLessThan(1e-6 * Math.abs(wanted) + 1e-4);
          };
          near(of(side(p2, 0, chi), side(p1, m, chi), ...polar(...missing)), found);
          near(of(side(turned(p1), m, chi), side(turned(p2), 0, chi), ...polar(...turned(missing))), found);
          const larger = ([pt, phi]: readonly [number, number]): [number, number] => [pt * scale, phi];
          const scaled = of(
            side(larger(p1), m * scale, chi * scale),
            side(larger(p2), 0, chi * scale),
            ...polar(...larger(missing)),
          );
          near(scaled / scale, found);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not depend on what was computed before', () => {
    const one = (): number => mt2(100, 410, 20, 150, -210, -300, -200, 280, 100, 100);
    const fresh = one();
    mt2(1, 4000, 20, 15, -21, -300, -2000, 2800, 1000, 0);
    expect(one()).toBe(fresh);
  });
});
