import { InputError, type Column, type Table } from '../../../schemas/index.ts';
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
import * as choose from './choose-steps.ts';
import * as steps from './steps.ts';
import { inOrder, partsOf, type Term } from '../meaning/term.ts';
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
 * @param total how many rows it will run over
 */
export function programOf(roots: readonly Term[], table: Table, total: number): Program {
  const blocks = new Map<number, Block>();
  const blockOf = (part: Term): Block => blocks.get(part.id) as Block;
  const list: Step[] = [];
  const partsToRun = (term: Term): readonly Term[] =>
    term.op === 'pick' && slotColumns(term, table) !== undefined ? [term.position] : partsOf(term);
  const terms = inOrder(roots, partsToRun);
  const lastReader = lastReaders(terms, roots, partsToRun);
  const newBlocks = blockFactory(Math.min(BLOCK_ROWS, total));
  for (const term of terms) {
    const block = newBlocks[blockKind(term, table)](term.op === 'constant');
    blocks.set(term.id, block);
    const step = stepOf(term, block, blockOf, table);
    if (step !== undefined) list.push(step);
    for (const part of new Set(partsToRun(term))) if (lastReader.get(part) === term) newBlocks.release(blockOf(part));
  }
  return {
    results: roots.map(blockOf),
    run: (range) => {
      for (const step of list) step(range);
    },
  };
}

/** After which term each is not read any more; none for constants, which are written once, and for results. */
function lastReaders(
  terms: readonly Term[],
  roots: readonly Term[],
  partsToRun: (term: Term) => readonly Term[],
): ReadonlyMap<Term, Term> {
  const last = new Map(terms.flatMap((term) => partsToRun(term).map((part) => [part, term] as const)));
  for (const term of terms) if (term.op === 'constant') last.delete(term);
  for (const root of roots) last.delete(root);
  return last;
}

/**
 * Calls `visit` for each block of some rows of a table: all, or those listed. `at` is the position of the block's
 * first row.
 */
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

/**
 * The columns that a pick chooses from, when all are columns of one type of number: each row reads one of them only.
 */
function slotColumns({ options }: Extract<Term, { op: 'pick' }>, table: Table): readonly Column[] | undefined {
  const columns = options.flatMap((option) => (option.op === 'column' ? (table.columns.get(option.name) ?? []) : []));
  const type = columns[0]?.values.constructor;
  const alike = columns.length === options.length && columns.every(({ values }) => values.constructor === type);
  return alike && type !== Array && type !== BigInt64Array ? columns : undefined;
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
      if (out.kind === 'string') return choose.chooseString(test, texts(term.yes), texts(term.no), out);
      if (out.kind === 'boolean') return choose.chooseBoolean(test, truths(term.yes), truths(term.no), out);
      return choose.chooseNumber(test, numbers(term.yes), numbers(term.no), out);
    }
    case 'default':
      return out.kind === 'string'
        ? choose.defaultStep(texts(term.value), texts(term.fallback), out)
        : choose.defaultStep(numbers(term.value), numbers(term.fallback), out as NumberBlock);
    case 'count':
      return steps.countStep(term.conditions.map(truths), out as NumberBlock);
    case 'nth':
      return steps.nthStep(term.n, term.conditions.map(truths), out as NumberBlock);
    case 'pick': {
      const columns = slotColumns(term, table);
      if (columns !== undefined) return choose.pickFromColumns(numbers(term.position), columns, out as NumberBlock);
      return out.kind === 'string'
        ? choose.pickStep(numbers(term.position), term.options.map(texts), out)
        : choose.pickStep(numbers(term.position), term.options.map(numbers), out as NumberBlock);
    }
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
