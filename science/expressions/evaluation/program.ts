import { InputError, type Table } from '../../../schemas/index.ts';
import {
  BLOCK_ROWS,
  blockFactory,
  type Block,
  type BooleanBlock,
  type NumberBlock,
  type RowRange,
  type Step,
  type StringBlock,
} from './blocks.ts';
import { compareBooleans, compareNumbers, compareStrings } from './compare-blocks.ts';
import { loadNumbers, loadStrings } from './load.ts';
import * as steps from './steps.ts';
import { inOrder, type Term } from '../meaning/term.ts';
import { TRUE } from './truth.ts';

/** Terms made ready to run over one table, a block of rows at a time. */
export interface Program {
  /** The results of the terms asked for, after each `run`. */
  readonly results: readonly Block[];
  run(range: RowRange): void;
}

/**
 * Turns terms into a list of loops, parts before wholes; a part that several share runs once.
 * The table must have the columns that the terms read, of the kinds they were checked for.
 */
export function programOf(roots: readonly Term[], table: Table): Program {
  const blocks = new Map<number, Block>();
  const list: Step[] = [];
  const terms = inOrder(roots);
  const newBlocks = blockFactory(terms.length, Math.min(BLOCK_ROWS, table.rows));
  for (const term of terms) {
    const block = newBlocks[blockKind(term, table)]();
    blocks.set(term.id, block);
    const step = stepOf(term, block, (part) => blocks.get(part.id) as Block, table);
    if (step !== undefined) list.push(step);
  }
  return {
    results: roots.map(({ id }) => blocks.get(id) as Block),
    run: (range) => {
      for (const step of list) step(range);
    },
  };
}

/** Calls `visit` for each block of some rows of a table: all, or those listed. `at` is the position of the block's first row. */
export function forEachBlock(
  program: Program,
  rows: Int32Array | undefined,
  total: number,
  visit: (at: number, count: number) => void,
): void {
  for (let from = 0; from < total; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, total - from);
    program.run({ rows, from, count });
    visit(from, count);
  }
}

function blockKind(term: Term, table: Table): Block['kind'] {
  if (term.op === 'column') return Array.isArray(table.columns.get(term.name)?.values) ? 'string' : 'number';
  return term.kind === 'any' ? 'number' : term.kind;
}

function stepOf(term: Term, out: Block, blockOf: (part: Term) => Block, table: Table): Step | undefined {
  const numbers = (part: Term): NumberBlock => blockOf(part) as NumberBlock;
  const texts = (part: Term): StringBlock => blockOf(part) as StringBlock;
  const truths = (part: Term): BooleanBlock => blockOf(part) as BooleanBlock;
  switch (term.op) {
    case 'constant':
      fillConstant(term.value, out);
      return undefined;
    case 'column':
      return load(term.name, out, table);
    case 'numeric':
      return steps.numericStep(term.function, term.arguments.map(numbers), out as NumberBlock);
    case 'compare': {
      const [left, right] = [blockOf(term.left), blockOf(term.right)];
      const { operator } = term;
      if (left.kind === 'string') return compareStrings(operator, left, right as StringBlock, out as BooleanBlock);
      if (left.kind === 'boolean') return compareBooleans(operator, left, right as BooleanBlock, out as BooleanBlock);
      return compareNumbers(operator, left, right as NumberBlock, out as BooleanBlock);
    }
    case 'and':
    case 'or':
      return steps.logicStep(term.op, truths(term.left), truths(term.right), out as BooleanBlock);
    case 'not':
      return steps.notStep(truths(term.operand), out as BooleanBlock);
    case 'present':
      return steps.presentStep(blockOf(term.operand), out as BooleanBlock);
    case 'if': {
      const test = truths(term.condition);
      if (out.kind === 'string') return steps.chooseString(test, texts(term.yes), texts(term.no), out);
      if (out.kind === 'boolean') return steps.chooseBoolean(test, truths(term.yes), truths(term.no), out);
      return steps.chooseNumber(test, numbers(term.yes), numbers(term.no), out);
    }
    case 'default':
      return out.kind === 'string'
        ? steps.defaultStep(texts(term.value), texts(term.fallback), out)
        : steps.defaultStep(numbers(term.value), numbers(term.fallback), out as NumberBlock);
    case 'count':
      return steps.countStep(term.conditions.map(truths), out as NumberBlock);
    case 'nth':
      return steps.nthStep(term.n, term.conditions.map(truths), out as NumberBlock);
    case 'pick':
      return out.kind === 'string'
        ? steps.pickStep(numbers(term.position), term.options.map(texts), out)
        : steps.pickStep(numbers(term.position), term.options.map(numbers), out as NumberBlock);
  }
}

function fillConstant(value: number | string | boolean | null, out: Block): void {
  if (out.kind === 'boolean') out.values.fill(value === true ? TRUE : 0);
  else if (value === null) out.nullable = true;
  else if (out.kind === 'string') out.values.fill(String(value));
  else out.values.fill(Number(value));
}

function load(name: string, out: Block, table: Table): Step {
  const column = table.columns.get(name);
  if (column === undefined)
    throw new InputError('unknown-column', `the table has no column '${name}'`, {
      expected: `one of ${[...table.columns.keys()].join(', ')}`,
    });
  return out.kind === 'string' ? loadStrings(column, out) : loadNumbers(name, column, out as NumberBlock);
}
