import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { InputError, type Scalar } from '../../schemas/index.ts';
import { columnsOf, compileColumns, evaluateRecord, parseExpression } from '../../science/expressions/index.ts';
import { tableOf } from './table.ts';

/** Expressions of each kind over a, b, c (numbers), s, t (texts) and the collection jet, all with missing values. */
const texts = fc.letrec<{ number: string; boolean: string; string: string }>((tie) => {
  const call = (name: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((list) => `${name}(${list.join(', ')})`);
  const between = (
    operators: string[],
    left: fc.Arbitrary<string>,
    right: fc.Arbitrary<string>,
  ): fc.Arbitrary<string> =>
    fc.tuple(left, fc.constantFrom(...operators), right).map((parts) => `(${parts.join(' ')})`);
  const [number, boolean, string] = [tie('number'), tie('boolean'), tie('string')];
  const leaf = fc.constantFrom('a', 'b', 'c', '0', '1', '2.5', '-3', 'jet1_x', 'jet2_x');
  const field = between(['>', '<', '==', '!='], fc.constantFrom('x', 'y', 'abs(x)', 'sqrt(y)'), leaf);
  return {
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      between(['+', '-', '*', '/'], number, number),
      call('sqrt', number),
      call('atan2', number, number),
      call('max', number, number, number),
      call('wrap_phi', number),
      call('default', number, number),
      call('if', boolean, number, number),
      field.map((condition) => `count(jet where ${condition})`),
      field.map((condition) => `sum(jet, x + a, ${condition})`),
      field.map((condition) => `min(jet where ${condition}, y)`),
      number.map((value) => `(${value})^2`),
      number.map((value) => `-${value}`),
    ),
    boolean: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      between(['<', '<=', '>', '>=', '==', '!='], number, number),
      between(['==', '!=', '<'], string, string),
      fc.constantFrom(
        'true',
        'false',
        'missing(a)',
        'missing(s)',
        'a in [0, 1, 2]',
        's not in ["x", "y"]',
        '0 < a < b',
      ),
      between(['and', 'or'], boolean, boolean),
      boolean.map((value) => `not ${value}`),
      call('if', boolean, boolean, boolean),
      call('any', fc.constant('jet'), field),
      call('all', fc.constant('jet'), field),
    ),
    string: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('s', 't', '"x"', '"y"'),
      call('default', string, string),
      call('if', boolean, string, string),
    ),
  };
});

const number = fc.option(fc.oneof(fc.constantFrom(0, 1, -1, 2.5), fc.double({ noNaN: true, min: -1e6, max: 1e6 })));
const text = fc.option(fc.constantFrom('x', 'y', 'z'));
const row = fc.record({
  ...{ a: number, b: number, c: number, s: text, t: text },
  ...{ jet1_x: number, jet1_y: number, jet2_x: number, jet2_y: number },
});
type Row = Readonly<Record<string, number | string | null>>;

/** The value, or words where a condition depends on NaN. */
const outcome = (evaluate: () => Scalar): Scalar => {
  try {
    const value = evaluate();
    // The sign of zero and NaN aside.
    return value === 0 ? 0 : value;
  } catch (error) {
    if (error instanceof InputError && error.code === 'expression-value') return 'NaN in a condition';
    throw error;
  }
};

function overColumns(expression: ReturnType<typeof parseExpression>, rows: readonly Row[], at: number): Scalar {
  const names = Object.keys(rows[0] as Row);
  const lists = names.map((name) => [name, rows.map((values) => values[name] ?? null)] as const);
  const table = tableOf(Object.fromEntries(lists));
  // A column of nothing but missing values looks like numbers; it is one of texts here.
  for (const name of ['s', 't']) {
    const column = table.columns.get(name);
    if (column !== undefined && !Array.isArray(column.values))
      (table.columns as Map<string, object>).set(name, { ...column, values: rows.map(() => '') });
  }
  const result = compileColumns(expression, columnsOf(table)).evaluate(table, Int32Array.of(at));
  if (result.kind === 'boolean') return result.values[0] === 1;
  return result.valid?.[0] === 0 ? null : (result.values[0] as number | string);
}

describe('an expression', () => {
  it.each(['number', 'boolean', 'string'] as const)(
    'that gives a %s means the same over columns and for a record',
    (kind) => {
      fc.assert(
        fc.property(texts[kind], fc.array(row, { minLength: 1, maxLength: 3 }), (written, rows) => {
          const expression = parseExpression(written);
          rows.forEach((values, at) => {
            const record = outcome(() => evaluateRecord(expression, values));
            expect(outcome(() => overColumns(expression, rows, at))).toEqual(record);
          });
        }),
        { numRuns: 300 },
      );
    },
  );

  it('of numbers is missing when one of them is', () => {
    const arithmetic = fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/'), fc.constantFrom('a', 'b', 'c', '2')), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(arithmetic, row, (parts, values) => {
        const written = parts.reduce(
          (left, [operator, right]) => `max(${left} ${operator} ${right}, abs(${right}))`,
          'a',
        );
        const expression = parseExpression(written);
        const missing = expression.names.some((name) => values[name as 'a'] === null);
        expect(evaluateRecord(expression, values) === null).toBe(missing);
        expect(overColumns(expression, [values], 0) === null).toBe(missing);
      }),
    );
  });
});

describe('for a record', () => {
  const record = {
    ...{ kind: 'signal', model: 'DH', mass_gev: 600, blinded: false, process: null },
    category: { model: 'DH', region: 'low' },
  };
  const evaluate = (written: string): Scalar => evaluateRecord(parseExpression(written), record);

  it('reads attributes, groups of them by dotted names, texts and truths', () => {
    expect(evaluate('kind == "signal" and model == category.model')).toBe(true);
    expect(evaluate('category.region')).toBe('low');
    expect(evaluate('not blinded and mass_gev <= 600')).toBe(true);
    expect(evaluate('blinded == false')).toBe(true);
    expect(evaluate('if(mass_gev >= 1100, "high", if(mass_gev > 600, "mid", "low"))')).toBe('low');
    expect(evaluate('kind in ["data", "background"]')).toBe(false);
    expect(evaluate('sqrt(mass_gev) * 2')).toBe(2 * Math.sqrt(600));
  });

  it('takes a null attribute for missing, whatever it is compared with', () => {
    expect(evaluate('process == "ttbar"')).toBe(false);
    expect(evaluate('process != "ttbar"')).toBe(false);
    expect(evaluate('process > 3')).toBe(false);
    expect(evaluate('missing(process)')).toBe(true);
    expect(evaluate('default(process, "none")')).toBe('none');
    expect(evaluate('process')).toBeNull();
    expect(evaluate('not process')).toBe(true);
  });

  it('names an unknown attribute with the nearest one', () => {
    expect(() => evaluate('category.modle == model')).toThrow("Did you mean 'category.model'?");
  });

  it('does not compare NaN', () => {
    expect(() => evaluate('sqrt(-mass_gev) > 1')).toThrow('not a number');
  });
});
