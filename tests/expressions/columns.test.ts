import { describe, expect, it } from 'vitest';
import { InputError, type Table } from '../../schemas/index.ts';
import { columnsOf, compileColumns, parseExpression } from '../../science/expressions/index.ts';
import { tableOf } from './table.ts';

/** Values with null where missing; conditions as true and false. */
function evaluate(text: string, table: Table, rows?: Int32Array): readonly (number | string | boolean | null)[] {
  const result = compileColumns(parseExpression(text), columnsOf(table)).evaluate(table, rows);
  if (result.kind === 'boolean') return Array.from(result.values, (value) => value === 1);
  return Array.from(result.values as readonly (number | string)[], (value, row) =>
    result.valid?.[row] === 0 ? null : value,
  );
}

const table = tableOf({
  x: [1, 2, null, -4, 5],
  y: [10, null, 30, 40, 50],
  s: ['a', 'b', null, 'a', 'c'],
});

describe('missing values', () => {
  it('go through arithmetic and functions', () => {
    expect(evaluate('x + y', table)).toEqual([11, null, null, 36, 55]);
    expect(evaluate('-x ^ 2', table)).toEqual([-1, -4, null, -16, -25]);
    expect(evaluate('max(x, y, 20)', table)).toEqual([20, null, null, 40, 50]);
    expect(evaluate('atan2(x, 1) * 0', table)).toEqual([0, 0, null, -0, 0]);
  });

  it('make every comparison false, != too', () => {
    for (const operator of ['==', '!=', '<', '<=', '>', '>='])
      expect(evaluate(`x ${operator} 2`, table)[2]).toBe(false);
    expect(evaluate('s != "a"', table)).toEqual([false, true, false, false, true]);
    expect(evaluate('x in [1, 5]', table)).toEqual([true, false, false, false, true]);
    expect(evaluate('x not in [1, 5]', table)).toEqual([false, true, true, true, false]);
    expect(evaluate('not (x > 0)', table)).toEqual([false, false, true, true, false]);
  });

  it('are found by missing() and filled by default()', () => {
    expect(evaluate('missing(x) or missing(y)', table)).toEqual([false, true, true, false, false]);
    expect(evaluate('default(x, y)', table)).toEqual([1, 2, 30, -4, 5]);
    expect(evaluate('default(default(x + y, -x), 7)', table)).toEqual([11, -2, 7, 36, 55]);
    expect(evaluate('default(s, "none")', table)).toEqual(['a', 'b', 'none', 'a', 'c']);
  });

  it('are taken from the chosen branch of if() only', () => {
    expect(evaluate('if(missing(y), x, y)', table)).toEqual([10, 2, 30, 40, 50]);
    expect(evaluate('if(x > 0, s, "negative")', table)).toEqual(['a', 'b', 'negative', 'negative', 'c']);
    expect(evaluate('if(x > 0, y, 0)', table)).toEqual([10, null, 0, 0, 50]);
  });
});

describe('NaN', () => {
  const problem = (text: string): InputError => {
    try {
      evaluate(text, table);
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    throw new Error(`'${text}' passed`);
  };

  it('never passes a comparison silently, whichever way it is written: the first such row is named', () => {
    for (const text of [
      'sqrt(x) > 1',
      'sqrt(x) != 1',
      'not (sqrt(x) > 1)',
      'log(x) <= 0 or x > 5',
      '1 < sqrt(x) < 9',
    ]) {
      expect(problem(text).code).toBe('expression-value');
      expect(problem(text).message).toContain('row 3');
    }
    expect(problem('x > 9 or sqrt(x) > 1').message).toContain('row 3');
  });

  it('does no harm where another condition decides', () => {
    expect(evaluate('x > 0 and sqrt(x) > 1', table)).toEqual([false, true, false, false, true]);
    expect(evaluate('x <= 0 or sqrt(x) > 1', table)).toEqual([false, true, false, true, true]);
    expect(evaluate('if(x > 0, sqrt(x) > 1, false)', table)).toEqual([false, true, false, false, true]);
    expect(evaluate('if(x > 0, sqrt(x), 0)', table)).toEqual([1, Math.SQRT2, 0, 0, Math.sqrt(5)]);
  });

  it('stays NaN in a number', () => {
    expect(evaluate('sqrt(x)', table)).toEqual([1, Math.SQRT2, null, NaN, Math.sqrt(5)]);
    expect(evaluate('if(sqrt(x) > 1, 1, 2)', table)).toEqual([2, 1, 2, NaN, 1]);
  });
});

describe('columns', () => {
  it('are promoted to float64 first: strict comparisons see the stored float32 value', () => {
    const single = tableOf({ f: Float32Array.of(0.1, 0.5, 50), i: Int32Array.of(1, 2, 3), b: Int8Array.of(-1, 0, 1) });
    expect(evaluate('f > 0.1', single)).toEqual([true, true, true]);
    expect(evaluate('f == 0.5', single)).toEqual([false, true, false]);
    expect(evaluate('f > 50', single)).toEqual([false, false, false]);
    expect(evaluate('f * 1', single)[0]).toBe(Math.fround(0.1));
    expect(evaluate('f + i * b', single)).toEqual([Math.fround(0.1) - 1, 0.5, 53]);
  });

  it('of 64-bit integers are exact up to 2^53 and an error beyond', () => {
    expect(evaluate('n + 1', tableOf({ n: BigInt64Array.of(1n, 2n ** 53n - 2n) }))).toEqual([2, 2 ** 53 - 1]);
    expect(() => evaluate('n > 0', tableOf({ n: BigInt64Array.of(1n, 2n ** 53n) }))).toThrow('row 1');
  });

  it('are read for the listed rows only, in their order', () => {
    expect(evaluate('x * 2', table, Int32Array.of(4, 0, 2))).toEqual([10, 2, null]);
    expect(evaluate('s', table, Int32Array.of(3, 2))).toEqual(['a', null]);
    expect(evaluate('x', table, new Int32Array(0))).toEqual([]);
    const often = Int32Array.from({ length: 5000 }, (_, index) => index % 2);
    expect(evaluate('x + 1', table, often)).toEqual(Array.from(often, (row) => row + 2));
  });

  it('give the same in tables of any number of blocks', () => {
    const rows = 10_001;
    const long = tableOf({
      x: Float64Array.from({ length: rows }, (_, row) => row - 5000),
      y: Float32Array.from({ length: rows }, (_, row) => row % 7),
    });
    const found = evaluate('if(x < 0, -x, hypot(x, y)) + y', long);
    const expected = Array.from({ length: rows }, (_, row) => {
      const [x, y] = [row - 5000, row % 7];
      return (x < 0 ? -x : Math.hypot(x, y)) + y;
    });
    expect(found).toEqual(expected);
    const every = Int32Array.from({ length: Math.ceil(rows / 3) }, (_, index) => 3 * index);
    expect(evaluate('x', long, every)).toEqual(Array.from(every, (row) => row - 5000));
  });

  it('are not written to', () => {
    const values = Float64Array.of(1, 4, 9);
    evaluate('sqrt(v) + v * 2', tableOf({ v: values }));
    expect([...values]).toEqual([1, 4, 9]);
  });

  it('that a table does not have are an error naming those it has', () => {
    const compiled = compileColumns(parseExpression('x + 1'), columnsOf(table));
    expect(() => compiled.evaluate(tableOf({ z: [1] }))).toThrow("no column 'x'");
  });
});

describe('precedence over columns', () => {
  it.each([
    ['2 + 3 * 4 ^ 2', 50],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['2 ^ 3 ^ 2', 512],
    ['10 - 4 - 3', 3],
    ['24 / 4 / 2', 3],
    ['9 ^ 0.5', 3],
    ['pow(2, 0.5) ^ 2', 2.0000000000000004],
  ])('%s = %d', (text, value) => {
    expect(evaluate(text, tableOf({ x: [0] }))).toEqual([value]);
  });

  it('chains comparisons', () => {
    expect(evaluate('0 < x <= 2 < 3', table)).toEqual([true, true, false, false, false]);
  });
});
