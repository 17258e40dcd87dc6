import { describe, expect, it } from 'vitest';
import { InputError } from '../../schemas/index.ts';
import { checkExpression, parseExpression, type ColumnInfo } from '../../science/expressions/index.ts';

const kinds = (names: string, kind: ColumnInfo['kind'], unit?: string): [string, ColumnInfo][] =>
  names.split(' ').map((name) => [name, { kind, unit }]);
const known = new Map([
  ...kinds('met lep1_pt lep2_pt jet1_pt jet2_pt', 'number', 'GeV'),
  ...kinds('met_phi lep1_phi lep2_phi jet1_phi jet2_phi', 'number', 'rad'),
  ...kinds('met_sig lep1_eta lep2_eta jet1_eta jet2_eta jet1_btag jet2_btag n_jet', 'number'),
  ...kinds('process', 'string'),
  ...kinds('blinded', 'boolean'),
]);
const check = (text: string, expected?: 'number' | 'boolean' | 'string') =>
  checkExpression(parseExpression(text, { file: 'c.yaml', line: 7, column: 3 }), known, expected);
const problem = (text: string, expected?: 'number' | 'boolean' | 'string'): InputError => {
  try {
    check(text, expected);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`'${text}' was accepted`);
};

describe('checking an expression', () => {
  it('says which columns it reads, with objects and collections resolved', () => {
    expect([...check('mt(lep1, lep2, met)').columns].sort()).toEqual(
      ['lep1_pt', 'lep1_phi', 'lep2_pt', 'lep2_phi', 'met', 'met_phi'].sort(),
    );
    expect([...check('count(jet, btag == 1)').columns].sort()).toEqual(
      ['jet1_pt', 'jet2_pt', 'jet1_btag', 'jet2_btag'].sort(),
    );
  });

  it('gives the kind of the result, and the unit where it follows from those of the columns', () => {
    expect(check('met > 50').kind).toBe('boolean');
    expect(check('if(met > 50, "high", process)').kind).toBe('string');
    const unit = (text: string): string | undefined => check(text).unit;
    expect(unit('mass(lep1, lep2)')).toBe('GeV');
    expect(unit('lep1_pt + lep2_pt + met')).toBe('GeV');
    expect(unit('2 * met')).toBe('GeV');
    expect(unit('max(lep1_pt, lep2_pt)')).toBe('GeV');
    expect(unit('dphi(lep1, met)')).toBe('rad');
    expect(unit('sum(jet, pt)')).toBe('GeV');
    expect(unit('met / lep1_pt')).toBeUndefined();
    expect(unit('met + met_phi')).toBeUndefined();
  });

  it('needs no kinds: with names alone it checks the names', () => {
    const checked = checkExpression(parseExpression('kind == "signal" and mass_gev > 600'), ['kind', 'mass_gev']);
    expect(checked.columns).toEqual(['kind', 'mass_gev']);
    expect(() => checkExpression(parseExpression('knid == "signal"'), ['kind', 'mass_gev'])).toThrow("'kind'");
  });

  it.each([
    // text, code, column in the file, what the message says
    ['met_sgi > 10', 'expression-name', 3, "unknown name 'met_sgi'. Did you mean 'met_sig'?"],
    ['met > 1 and x', 'expression-name', 15, "unknown name 'x'."],
    ['sqt(met)', 'expression-name', 3, "unknown function 'sqt'. Did you mean 'sqrt'?"],
    ['met(2)', 'expression-name', 3, "'met' is a column: write '*' to multiply"],
    ['count(jett)', 'expression-name', 9, "there is no collection 'jett'. Did you mean 'jet'?"],
    ['count(jet, ptt > 3)', 'expression-name', 14, "unknown name 'ptt'. Did you mean 'pt'?"],
    ['mass(lep1, lpe2)', 'expression-name', 14, "there is no object 'lpe2'. Did you mean 'lep2'?"],
    ['abs(met, 2)', 'expression-type', 3, 'abs() takes 1 argument, not 2'],
    ['dr(lep1)', 'expression-type', 3, 'dr() takes 2 arguments, not 1'],
    ['mt2(lep1, lep2)', 'expression-type', 3, 'mt2() takes 3 to 4 arguments, not 2'],
    ['met and met > 3', 'expression-type', 3, 'compare it with a number, such as x != 0'],
    ['1 + (met > 3)', 'expression-type', 8, 'write if(condition, 1, 0)'],
    ['process > 3', 'expression-type', 13, 'a text cannot be compared with a number'],
    ['blinded < (met > 2)', 'expression-type', 14, 'conditions have no order'],
    ['blinded == 1', 'expression-type', 14, 'a condition cannot be compared with a number'],
    ['if(met > 1, 1, "a")', 'expression-type', 18, 'this is a string, but the other value is a number'],
    ['default(met > 1, met > 2)', 'expression-type', 3, 'a condition is never missing'],
    ['lep1 > 3', 'expression-type', 3, "'lep1' is an object, not a value"],
    ['lep1 + 3', 'expression-type', 3, "'lep1' is an object, and so is the sum"],
    ['jet > 3', 'expression-type', 3, "'jet' is a collection, not a value"],
    ['jet where pt > 3', 'expression-type', 3, 'a collection is not a value'],
    ['mass(lep1, jet)', 'expression-type', 14, "'jet' is a collection"],
    ['mass(lep1, met)', 'expression-type', 3, 'mass() needs eta, which lep1 + met does not have'],
    ['dr(lep1, met)', 'expression-type', 3, 'dr() needs eta, which met does not have'],
    ['dphi(met, met_sig)', 'expression-type', 13, "'met_sig' is not an object: there is no met_sig_phi"],
    ['dphi(met, 3)', 'expression-type', 13, 'this is not an object'],
    ['count(met + 1)', 'expression-type', 9, 'this is not a collection'],
    ['count(jet, pt)', 'expression-type', 14, 'this is a number'],
    ['sum(jet, pt > 3)', 'expression-type', 12, 'this is a condition'],
  ])('refuses %s: %s at column %i', (text, code, column, words) => {
    const error = problem(text);
    expect([error.code, error.detail.place]).toEqual([code, { file: 'c.yaml', line: 7, column }]);
    expect(error.message).toContain(words);
  });

  it('refuses a result of another kind than is wanted', () => {
    expect(problem('met', 'boolean').message).toContain('a condition (true or false)');
    expect(problem('met > 2', 'number').code).toBe('expression-type');
    expect(check('met', 'number').kind).toBe('number');
  });
});
