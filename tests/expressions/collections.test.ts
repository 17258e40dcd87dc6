import { describe, expect, it } from 'vitest';
import {
  columnsOf,
  compileColumns,
  evaluateTogether,
  namespaceOf,
  parseExpression,
  rowsWhere,
} from '../../science/expressions/index.ts';
import { tableOf } from './table.ts';

// Three events: two jets; one jet; none.
const table = tableOf({
  met: [60, 70, 80],
  met_phi: [0, 1, 2],
  n_jet: [2, 1, 0],
  jet1_pt: [50, 40, null],
  jet1_phi: [0.5, -3, null],
  jet1_eta: [1, -2, null],
  jet1_btag: [0, 1, null],
  jet2_pt: [35, null, null],
  jet2_phi: [3, null, null],
  jet2_eta: [-1, null, null],
  jet2_btag: [1, null, null],
});
const evaluate = (text: string): (number | boolean | null)[] => {
  const result = compileColumns(parseExpression(text), columnsOf(table)).evaluate(table);
  if (result.kind === 'boolean') return Array.from(result.values, (value) => value === 1);
  return Array.from(result.values as Float64Array, (value, row) => (result.valid?.[row] === 0 ? null : value));
};

describe('over a collection', () => {
  it.each<[string, (number | boolean | null)[]]>([
    ['count(jet)', [2, 1, 0]],
    ['count(jet, btag == 1)', [1, 1, 0]],
    ['count(jet where btag == 1 and pt > 36)', [0, 1, 0]],
    ['count(jet where btag == 1, pt > 36)', [0, 1, 0]],
    ['count(jet where btag == 1 where pt > 36)', [0, 1, 0]],
    ['sum(jet, pt)', [85, 40, 0]],
    ['sum(jet, pt, btag == 0)', [50, 0, 0]],
    ['sum(jet, pt * met / 10)', [510, 280, 0]],
    ['max(jet, abs(eta))', [1, 2, null]],
    ['min(jet, pt)', [35, 40, null]],
    ['min(jet, pt, btag == 0)', [50, null, null]],
    ['any(jet, pt > 45)', [true, false, false]],
    ['all(jet, pt > 45)', [false, false, true]],
    ['all(jet, pt > 34)', [true, true, true]],
    ['not any(jet, btag == 1)', [false, false, true]],
    ['missing(jet1)', [false, false, true]],
    ['missing(jet2)', [false, true, true]],
    ['mass(jet1, jet2) > 0', [true, false, false]],
    ['count(jet, dphi(jet, met) < 1)', [1, 0, 0]],
    ['count(jet, not (pt > 45))', [1, 1, 0]],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it('the smallest angle is that of the nearest jet', () => {
    expect(evaluate('min(jet, dphi(jet, met))')[0]).toBeCloseTo(0.5, 12);
    expect(evaluate('min(jet, dphi(jet, met))')[1]).toBeCloseTo(2 * Math.PI - 4, 12);
  });

  it('a condition that compares NaN makes a count NaN, not a guess', () => {
    expect(evaluate('count(jet, sqrt(eta) > 0)')).toEqual([NaN, NaN, 0]);
    expect(evaluate('count(jet, eta > 0 and sqrt(eta) > 0)')).toEqual([1, 0, 0]);
  });
});

describe('definitions', () => {
  const define = (objects: Record<string, string>, laterNames: string[] = []) => {
    const space = namespaceOf(columnsOf(table), new Set(laterNames));
    for (const [name, text] of Object.entries(objects)) space.defineObject(name, parseExpression(text));
    return space;
  };
  const values = async (space: ReturnType<typeof define>, texts: string[]): Promise<(number | boolean | null)[][]> => {
    const evaluables = texts.map((text) => {
      const expression = parseExpression(text);
      return { expression, value: space.value(expression) };
    });
    const results = await evaluateTogether(evaluables, { table });
    return results.map((result) => {
      const valid = result.kind === 'boolean' ? undefined : result.valid;
      return Array.from(result.values as Float64Array, (value, row) => (valid?.[row] === 0 ? null : value));
    });
  };

  it('of a narrower collection number its objects anew, the first that passes being the first', async () => {
    const space = define({ bjet: 'jet where btag == 1' });
    const found = await values(space, [
      'bjet1_pt',
      'bjet1_eta',
      'bjet2_pt',
      'count(bjet)',
      'dphi(bjet1, met)',
      'jet1_pt',
    ]);
    expect(found.slice(0, 4)).toEqual([
      [35, 40, null],
      [-1, -2, null],
      [null, null, null],
      [1, 1, 0],
    ]);
    expect(found[4]?.[0]).toBeCloseTo(3, 12);
    expect(found[5]).toEqual([50, 40, null]);
  });

  it('may narrow a collection under its own name: from there on the name means the narrower one', async () => {
    const space = define({ loose: 'jet', jet: 'jet where pt > 38' });
    const texts = ['count(loose)', 'count(jet)', 'jet1_pt', 'jet2_pt', 'missing(jet2)', 'sum(jet, pt)'];
    expect(await values(space, texts)).toEqual([
      [2, 1, 0],
      [1, 1, 0],
      [50, 40, null],
      [null, null, null],
      [1, 1, 1],
      [50, 40, 0],
    ]);
  });

  it('do not let n_jet stand for a narrower collection', () => {
    const space = define({ jet: 'jet where pt > 38' });
    expect(() => space.value(parseExpression('n_jet > 1'))).toThrow('write count(jet)');
  });

  it('of an object stand for the sum, with its columns', async () => {
    const space = define({ jj: 'jet1 + jet2' });
    const [pt, again, mass] = await values(space, ['pt(jj)', 'jj_pt', 'jj_m - mass(jet1, jet2)']);
    expect(pt).toEqual(again);
    expect(pt?.[0]).toBeCloseTo(
      Math.hypot(50 * Math.cos(0.5) + 35 * Math.cos(3), 50 * Math.sin(0.5) + 35 * Math.sin(3)),
      10,
    );
    expect(mass?.[0]).toBeCloseTo(0, 6);
    expect(pt?.[1]).toBeNull();
  });

  it('take no name that there is', () => {
    const space = define({ jj: 'jet1 + jet2' });
    for (const name of ['jj', 'met', 'jet', 'jet1', 'jet1_pt'])
      expect(() => space.define(name, parseExpression('met + 1'))).toThrow(`there is '${name}' already`);
    expect(() => define({ met: 'jet1 + jet2' })).toThrow("there is 'met' already");
    expect(() => define({ jet1: 'jet1 + jet2' })).toThrow("there is 'jet1' already");
  });

  it('say of a name that is defined further down, or of itself, that it is not defined yet', () => {
    const space = define({}, ['ht', 'rt']);
    expect(() => space.define('rt', parseExpression('met / ht'))).toThrow("'ht' is not defined yet here");
    expect(() => space.define('ht', parseExpression('ht + met'))).toThrow("'ht' is not defined yet here");
    expect(() => define({ a: 'b + jet1' }, ['a', 'b'])).toThrow("'b' is not defined yet here");
  });

  it('share what they have in common, and select rows', async () => {
    const space = define({});
    space.define('twice', parseExpression('2 * met'));
    const condition = parseExpression('twice > 120 and missing(jet2)');
    const rows = await rowsWhere({ expression: condition, value: space.value(condition, 'boolean') }, { table });
    expect([...rows]).toEqual([1, 2]);
    const fewer = { table, rows: Int32Array.of(2, 0) };
    expect([...(await rowsWhere({ expression: condition, value: space.value(condition) }, fewer))]).toEqual([2]);
  });
});
