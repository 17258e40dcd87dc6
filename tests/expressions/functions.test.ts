import { afterAll, describe, expect, it } from 'vitest';
import {
  checkExpression,
  columnsOf,
  compileColumns,
  evaluateRecord,
  expressionFunctions,
  parseExpression,
  registerFunction,
} from '../../science/expressions/index.ts';
import { addFourVectors, fourVector, mt2, transverseMassMassive } from '../../science/kinematics/index.ts';
import { tableOf } from './table.ts';

const lep1 = { pt: 63.5, eta: -0.7, phi: 2.9 };
const lep2 = { pt: 41.25, eta: 1.4, phi: -2.1 };
const jet1 = { pt: 88, eta: 0.3, phi: 0.4, m: 9.5 };
const met = { pt: 75, phi: -0.6 };
const columns = {
  ...Object.fromEntries(
    Object.entries({ lep1, lep2, jet1 }).flatMap(([label, object]) =>
      Object.entries(object).map(([field, value]) => [`${label}_${field}`, [value]]),
    ),
  ),
  met: [met.pt],
  met_phi: [met.phi],
};
const table = tableOf(columns);
const value = (text: string): number => {
  const { values } = compileColumns(parseExpression(text), columnsOf(table)).evaluate(table);
  return Number(values[0]);
};
const p4 = ({ pt, eta, phi, m }: { pt: number; eta: number; phi: number; m?: number }) => fourVector(pt, eta, phi, m);
const [ll, lj] = [addFourVectors(p4(lep1), p4(lep2)), addFourVectors(p4(lep1), p4(jet1))];
const massOf = ({ energy, px, py, pz }: ReturnType<typeof p4>): number =>
  Math.sqrt(energy ** 2 - px ** 2 - py ** 2 - pz ** 2);
const [ptll, phill] = [Math.hypot(ll.px, ll.py), Math.atan2(ll.py, ll.px)];
const [metX, metY] = [met.pt * Math.cos(met.phi), met.pt * Math.sin(met.phi)];
const turn = (a: number, b: number): number => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));

describe('functions of numbers', () => {
  it.each([
    ['abs(-2)', 2],
    ['sqrt(2)', Math.SQRT2],
    ['exp(1)', Math.E],
    ['log(10)', Math.LN10],
    ['log10(1000)', 3],
    ['pow(2, 10)', 1024],
    ['hypot(3, 4)', 5],
    ['floor(-1.5)', -2],
    ['ceil(-1.5)', -1],
    ['round(2.5)', 3],
    ['sign(-3)', -1],
    ['sinh(1)', Math.sinh(1)],
    ['cosh(1)', Math.cosh(1)],
    ['tanh(1)', Math.tanh(1)],
    ['sin(1)', Math.sin(1)],
    ['cos(1)', Math.cos(1)],
    ['tan(1)', Math.tan(1)],
    ['asin(.5)', Math.PI / 6],
    ['acos(.5)', Math.PI / 3],
    ['atan(1)', Math.PI / 4],
    ['atan2(1, -1)', (3 * Math.PI) / 4],
    ['wrap_phi(7)', 7 - 2 * Math.PI],
    ['min(3, 1, 2)', 1],
    ['max(3, 1, 2)', 3],
    ['if(1 < 2, 5, 6)', 5],
    ['default(7, 8)', 7],
  ])('%s = %d', (text, expected) => {
    expect(value(`${text} + 0 * met`)).toBeCloseTo(expected, 12);
  });
});

describe('functions of objects', () => {
  it.each([
    ['pt(lep1)', lep1.pt],
    ['pt(lep1, lep2)', ptll],
    ['pt(lep1 + lep2)', ptll],
    ['phi(lep1 + lep2)', phill],
    ['eta(lep1 + lep2)', Math.asinh(ll.pz / ptll)],
    ['rapidity(lep1 + jet1)', Math.atanh(lj.pz / lj.energy)],
    ['energy(lep1, lep2)', ll.energy],
    ['energy(jet1)', p4(jet1).energy],
    ['mass(lep1, lep2)', massOf(ll)],
    ['mass(lep1 + jet1)', massOf(lj)],
    ['mass(jet1)', jet1.m],
    ['mass(lep1, lep2, jet1)', massOf(addFourVectors(ll, p4(jet1)))],
    ['pt(lep1, lep2, met)', Math.hypot(ll.px + metX, ll.py + metY)],
    ['dphi(lep1, lep2)', turn(lep1.phi, lep2.phi)],
    ['dphi(lep1 + lep2, met)', turn(phill, met.phi)],
    ['deta(lep1, lep2)', 2.1],
    ['dr(lep1, jet1)', Math.hypot(1, turn(lep1.phi, jet1.phi))],
    ['mt(lep1, lep2, met)', Math.sqrt(2 * ptll * met.pt * (1 - Math.cos(phill - met.phi)))],
    ['mt(lep1, met)', Math.sqrt(2 * lep1.pt * met.pt * (1 - Math.cos(lep1.phi - met.phi)))],
    ['mt_massive(lep1 + lep2, met)', transverseMassMassive(massOf(ll), ll.px, ll.py, metX, metY)],
    ['mt2(lep1, lep2, met)', mt2(0, p4(lep1).px, p4(lep1).py, 0, p4(lep2).px, p4(lep2).py, metX, metY)],
    [
      'mt2(lep1, jet1, met, 30)',
      mt2(0, p4(lep1).px, p4(lep1).py, jet1.m, p4(jet1).px, p4(jet1).py, metX, metY, 30, 30),
    ],
  ])('%s', (text, expected) => {
    expect(value(text)).toBeCloseTo(expected, 9);
  });

  it('take an object from definitions of its columns, too', () => {
    const renamed = tableOf({ ...columns, z_pt: [30], z_phi: [1] });
    const found = compileColumns(parseExpression('dphi(z, met)'), columnsOf(renamed)).evaluate(renamed);
    expect(found.values[0]).toBeCloseTo(1.6, 12);
  });
});

describe('the table of functions', () => {
  it('describes each: a signature with its name, a unit, a definition', () => {
    expect(expressionFunctions.size).toBeGreaterThan(35);
    for (const [name, { signature, unit, definition, arity }] of expressionFunctions) {
      expect(signature.startsWith(`${name}(`)).toBe(true);
      expect(unit).not.toBe('');
      expect(definition.length).toBeGreaterThan(5);
      expect(arity[0]).toBeLessThanOrEqual(arity[1]);
    }
  });

  it('has a function exactly when expressions can use it', () => {
    const known = Object.keys(columns);
    const argument: Record<string, string> = { objects: 'lep1', collections: 'lep' };
    for (const [name, { group, arity }] of expressionFunctions) {
      if (group === 'conditions' || group === 'collections') continue;
      const list = Array.from({ length: arity[0] }, () => argument[group] ?? 'met').join();
      expect(() => checkExpression(parseExpression(`${name}(${list})`), known)).not.toThrow();
    }
    expect(() => checkExpression(parseExpression('constructor(met)'), known)).toThrow('unknown function');
    expect(() => checkExpression(parseExpression('toString(met)'), known)).toThrow('unknown function');
  });
});

describe('a function added by a plugin', () => {
  const thrust = { name: 'centrality', signature: 'centrality(a, b)', unit: '1', definition: '(a - b) / (a + b)' };
  registerFunction({ ...thrust, apply: (a: number, b: number) => (a - b) / (a + b) });
  afterAll(() => {
    (expressionFunctions as Map<string, unknown>).delete('centrality');
  });

  it('works over columns and records, with its number of arguments checked', () => {
    expect(value('centrality(lep1_pt, lep2_pt)')).toBeCloseTo((63.5 - 41.25) / (63.5 + 41.25), 14);
    expect(evaluateRecord(parseExpression('centrality(x, 1) > 0'), { x: 3 })).toBe(true);
    expect(() => value('centrality(met)')).toThrow('centrality() takes 2 arguments, not 1');
  });

  it('is in the table, in a group of its own', () => {
    expect(expressionFunctions.get('centrality')).toMatchObject({ ...thrust, group: 'plugin', arity: [2, 2] });
  });

  it('cannot take a name that is taken, or that is none', () => {
    expect(() => {
      registerFunction({ ...thrust, apply: () => 1 });
    }).toThrow('already');
    expect(() => {
      registerFunction({ ...thrust, name: 'sqrt', apply: () => 1 });
    }).toThrow('already');
    expect(() => {
      registerFunction({ ...thrust, name: '2x', apply: () => 1 });
    }).toThrow('cannot be the name');
  });
});
