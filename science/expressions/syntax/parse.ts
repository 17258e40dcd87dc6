import type { InputError } from '../../../schemas/index.ts';
import { childrenOf, type Ast } from './ast.ts';
import { expressionError } from './errors.ts';
import type { Expression, Origin } from './expression.ts';
import { parse, SyntaxError as GrammarError, type Expectation } from './grammar.js';

const MOST_CHARACTERS = 20_000;
const DEEPEST = 500;

/**
 * Reads a formula such as `met > 50 and abs(lep1_eta) < 2.5`.
 * @param origin where the text begins in its file, so that errors can point there
 * @throws InputError `expression-syntax` with line, column, a caret and what was expected
 */
export function parseExpression(text: string, origin: Origin = {}): Expression {
  const known = read.get(text);
  if (known !== undefined) return { text, ...known, origin };
  const ast = readText(text, origin);
  const names = namesIn(ast);
  if (read.size >= MOST_REMEMBERED) read.clear();
  read.set(text, { ast, names });
  return { text, names, ast, origin };
}

/** A campaign reads the same formulas for each of its samples. */
const read = new Map<string, Pick<Expression, 'ast' | 'names'>>();
const MOST_REMEMBERED = 2000;

function readText(text: string, origin: Origin): Ast {
  const fail = (start: number, message: string, hints?: { expected?: string; mend?: string | undefined }): InputError =>
    expressionError({ text, origin }, { start, end: start + 1 }, 'expression-syntax', message, hints);
  if (text.length > MOST_CHARACTERS) throw fail(0, `the expression is longer than ${MOST_CHARACTERS} characters`);
  const tooDeep = `the expression is nested more than ${DEEPEST} levels deep`;
  let ast: Ast;
  try {
    ast = parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw fail(0, tooDeep, { mend: 'split it into definitions' });
    if (!(error instanceof GrammarError)) throw error;
    const { offset } = error.location.start;
    const found = error.found === null ? 'the expression ends too early' : `unexpected '${wordAt(text, offset)}'`;
    throw fail(offset, found, { expected: describe(error.expected), mend: hint(text, offset) });
  }
  // Level by level, not by recursion: an expression from outside may be as deep as it likes.
  let level: readonly Ast[] = [ast];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= DEEPEST) throw fail(0, tooDeep, { mend: 'split it into definitions' });
    for (const node of level)
      if (node.type === 'number' && !Number.isFinite(node.value)) throw fail(node.start, 'the number is too large');
    level = level.flatMap(childrenOf);
  }
  return ast;
}

function namesIn(ast: Ast): readonly string[] {
  const names = new Set<string>();
  const visit = (node: Ast): void => {
    if (node.type === 'name') names.add(node.name);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(ast);
  return [...names];
}

const wordAt = (text: string, offset: number): string =>
  /^(?:[A-Za-z0-9_.]+|[^A-Za-z0-9_\s]{1,2})/.exec(text.slice(offset, offset + 40))?.[0] ?? text.charAt(offset);

/** The many things the grammar would have taken, in few words. */
function describe(expected: readonly Expectation[]): string {
  const words = new Set<string>();
  for (const item of expected) {
    if (item.type === 'end') words.add('the end of the expression');
    else if (item.type === 'class') words.add('an operator');
    else if (item.type === 'other') {
      if (/number|name|text|true/.test(item.description)) words.add('a value (number, name, function, text in quotes)');
      else if (!/white space|'not'/.test(item.description)) words.add('an operator');
    } else if (item.type === 'literal') {
      if (item.text === ')' || item.text === ',' || item.text === ']' || item.text === '[') words.add(`'${item.text}'`);
      else if (!/^[(-]$/.test(item.text)) words.add('an operator');
    }
  }
  return [...words].sort().join(', ');
}

/** How a habit from another language is written here. */
function hint(text: string, offset: number): string | undefined {
  const rest = text.slice(offset);
  if (rest.startsWith('&')) return "write 'and'";
  if (rest.startsWith('|')) return "write 'or'";
  if (rest.startsWith('!')) return "write 'not'";
  if (rest.startsWith('=')) return "write '==' to compare";
  if (rest.startsWith('?')) return 'write if(condition, then, otherwise)';
  if (rest.startsWith('*') && text.charAt(offset - 1) === '*') return "write '^' for powers";
  if (rest.startsWith('[')) return "write jet1, jet2, ... for one object of a collection; '[...]' follows 'in'";
  if (/^["']/.test(rest)) return 'close the quotes';
  return undefined;
}
