import { readFileSync } from 'node:fs';
import { fc } from '../support/properties.ts';
import peggy from 'peggy';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../schemas/index.ts';
import { formatExpression, parseExpression, type Ast } from '../../science/expressions/index.ts';
import { asts } from './arbitrary.ts';

const folder = new URL('../../science/expressions/syntax/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const problem = (text: string, origin = {}): InputError => {
  try {
    parseExpression(text, origin);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`'${text}' was read`);
};
const canonical = (text: string): string => formatExpression(parseExpression(text).ast);
const withoutPlaces = (ast: Ast): unknown =>
  JSON.parse(JSON.stringify(ast, (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value)));

describe('the grammar', () => {
  it('is the source of the parser beside it (else: npx peggy --format es --output .../grammar.js .../grammar.peggy)', () => {
    const generated = peggy.generate(read('grammar.peggy'), { output: 'source', format: 'es' });
    expect(read('grammar.js').trim()).toBe(generated.trim());
  });

  it.each([
    ['a + b * c ^ d', '(a + (b * (c ^ d)))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b / c', '((a / b) / c)'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['-a ^ 2', '-(a ^ 2)'],
    ['a ^ -b ^ c', '(a ^ -(b ^ c))'],
    ['- - a * b', '((-(-a)) * b)'],
    ['not a < b and c or d', '(((not (a < b)) and c) or d)'],
    ['a or b and c', '(a or (b and c))'],
    ['a + 1 < b * 2', '((a + 1) < (b * 2))'],
    ['jet where pt > 30 or btag == 1', 'jet where ((pt > 30) or (btag == 1))'],
  ])('reads %s as %s', (text, explicit) => {
    expect(withoutPlaces(parseExpression(text).ast)).toEqual(withoutPlaces(parseExpression(explicit).ast));
  });

  it('keeps the names, each once, in the order of first use, and not those of functions', () => {
    expect(parseExpression('mt2(lep1, lep2, met) > met + category.model and max(lep1, x)').names).toEqual([
      'lep1',
      'lep2',
      'met',
      'category.model',
      'x',
    ]);
  });

  it('does not take a name that begins with a keyword for one', () => {
    expect(parseExpression('android + order + inside + notes + true_pt').names).toHaveLength(5);
  });

  it('reads numbers, texts with escapes, and lists', () => {
    expect(canonical('x in [1, .5, 2., 1e3, 2.5e-3] and s in ["a\\"b", \'c\\\\d\']')).toBe(
      'x in [1, 0.5, 2, 1000, 0.0025] and s in ["a\\"b", "c\\\\d"]',
    );
  });

  it('writes any tree so that reading it gives the same tree', () => {
    fc.assert(
      fc.property(asts, (ast) => {
        const text = formatExpression(ast);
        expect(withoutPlaces(parseExpression(text).ast)).toEqual(withoutPlaces(ast));
        expect(canonical(text)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('answers any text with a tree or an InputError, nothing else', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '(',
        ')',
        '[',
        ',',
        ' and ',
        'not ',
        ' in ',
        ' where ',
        '==',
        '<',
        '^',
        '-',
        'a',
        'lep1.pt',
        '1e9',
        '"',
        "'",
        '\\',
        '\n',
        'if(',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          parseExpression(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['parentheses', `${'('.repeat(9000)}a${')'.repeat(9000)}`],
    ['minus signs', `${'-'.repeat(15000)}a`],
    ['a chain of powers', Array.from({ length: 5000 }, () => 'a').join('^')],
    ['a sum of thousands', Array.from({ length: 9000 }, () => 'a').join('+')],
    ['a text that is far too long', 'a + '.repeat(10000)],
  ])('refuses %s with an InputError', (_, text) => {
    expect(problem(text).code).toBe('expression-syntax');
  });
});

describe('a syntax error', () => {
  it('names the file, line and column of the YAML, shows the place and says what was expected', () => {
    const error = problem('met > 50 andd x', { file: 'campaign.yaml', line: 12, column: 9 });
    expect(error.detail.place).toEqual({ file: 'campaign.yaml', line: 12, column: 18 });
    expect(error.message).toContain("campaign.yaml:12:18: unexpected 'andd'");
    expect(error.message).toContain('    met > 50 andd x\n             ^');
    expect(error.detail.expected).toBe('an operator, the end of the expression');
  });

  it('counts lines and columns in a text of several lines', () => {
    const text = 'met > 50\nand mll >\n';
    expect(problem(text, { file: 'c.yaml', line: 3, column: 8, indent: 6 }).detail.place).toEqual({
      file: 'c.yaml',
      line: 5,
      column: 7,
    });
    expect(problem('a\n  +* b').detail.place).toEqual({ line: 2, column: 4 });
  });

  it.each([
    ['a && b', "write 'and'"],
    ['a || b', "write 'or'"],
    ['!a', "write 'not'"],
    ['a = b', "write '==' to compare"],
    ['a ** b', "write '^' for powers"],
    ['a ? b : c', 'write if(condition, then, otherwise)'],
    ['jet[0]', "write jet1, jet2, ... for one object of a collection; '[...]' follows 'in'"],
    ['s == "a', 'close the quotes'],
  ])('of %s says: %s', (text, mend) => {
    expect(problem(text).detail.mend).toBe(mend);
  });

  it.each(['', '   ', 'a +', '(a', 'f(a,', 'x in []', 'a b', '1e999', 'jet where', '2x', 'and', 'a..b', 'a < < b'])(
    'is what %j gives',
    (text) => {
      expect(problem(text).code).toBe('expression-syntax');
    },
  );
});
