import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { parseNumber } from '../../activities/delimited/numbers.ts';

const parse = (text: string): number | undefined => {
  const bytes = Buffer.from(`x${text}x`);
  return parseNumber(bytes, 1, bytes.length - 1);
};

describe('numbers in text files', () => {
  test('any float64 written in any usual way is read back exactly', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(
          (x: number) => String(x),
          (x: number) => x.toExponential(),
          (x: number) => x.toExponential(18),
          (x: number) => x.toPrecision(21),
        ),
        (value, write) => {
          expect(parse(write(value))).toBe(Number(write(value)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('short decimals are rounded as the runtime does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 12 }), (digits, places) => {
        const text = (digits / 10 ** places).toFixed(places);
        expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', '-', '+', '.', 'e5', '1e', '1e+', '1.2.3', '--1', '0x10', '1,5', 'one', '1 2', '1e1.5', 'Infinite'])(
    "'%s' is no number",
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  test('nan and inf are numbers in any case', () => {
    expect(['nan', '-NaN', 'inf', '-Infinity', '+INF'].map(parse)).toEqual([NaN, NaN, Infinity, -Infinity, Infinity]);
  });

  test('spaces around a number are allowed, 1., .5 and 1E5 are numbers', () => {
    expect([' 1.5', '2 ', '1.', '.5', '1E5', '+3', '-0'].map(parse)).toEqual([1.5, 2, 1, 0.5, 1e5, 3, -0]);
  });
});
