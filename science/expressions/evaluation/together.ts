import type { Table } from '../../../schemas/index.ts';
import type { Value } from '../meaning/lowering.ts';
import type { Expression } from '../syntax/expression.ts';
import { BLOCK_ROWS } from './blocks.ts';
import { collector, undefinedCondition, type Evaluated } from './collect.ts';
import { programOf } from './program.ts';
import { UNDEFINED } from './truth.ts';

/** A value of a namespace and the expression that messages point at. */
export interface Evaluable {
  readonly value: Value;
  readonly expression: Expression;
}

/**
 * Some rows of a table (all when `rows` is absent), and what to do now and then: let others run, check for
 * cancellation.
 */
export interface Evaluation {
  readonly table: Table;
  readonly rows?: Int32Array | undefined;
  /** Called after each quarter of a million rows. */
  readonly pause?: (() => Promise<void>) | undefined;
}

const PAUSE_ROWS = 2 ** 18;

/**
 * Evaluates values of one namespace in one pass; a part that several share is computed once. @throws InputError
 * `expression-value`
 */
export async function evaluateTogether(values: readonly Evaluable[], evaluation: Evaluation): Promise<Evaluated[]> {
  const { table, rows } = evaluation;
  const total = rows?.length ?? table.rows;
  const roots = values.map(({ value }) => value.term);
  const program = programOf(roots, table, total);
  const collectors = program.results.map((block, index) =>
    collector(block, total, (position) =>
      undefinedCondition((values[index] as Evaluable).expression, rows?.[position] ?? position),
    ),
  );
  await inBlocks(total, evaluation.pause, (from, count) => {
    program.run({ rows, from, count });
    for (const { take } of collectors) take(from, count);
  });
  return collectors.map(({ done }) => done());
}

/** The rows (of those given) for which a condition holds, in their order. @throws InputError `expression-value` */
export async function rowsWhere(condition: Evaluable, evaluation: Evaluation): Promise<Int32Array> {
  const { table, rows } = evaluation;
  const total = rows?.length ?? table.rows;
  const program = programOf([condition.value.term], table, total);
  const kept = new Int32Array(total);
  let length = 0;
  const truths = program.results[0]?.values as Uint8Array;
  await inBlocks(total, evaluation.pause, (from, count) => {
    program.run({ rows, from, count });
    const undefinedAt = truths.subarray(0, count).indexOf(UNDEFINED);
    if (undefinedAt >= 0)
      throw undefinedCondition(condition.expression, rows?.[from + undefinedAt] ?? from + undefinedAt);
    length = appendTrue(truths, rows, from, count, kept, length);
  });
  return kept.slice(0, length);
}

/** Appends the rows of a block whose condition is true. */
function appendTrue(
  truths: Uint8Array,
  rows: Int32Array | undefined,
  from: number,
  count: number,
  kept: Int32Array,
  length: number,
): number {
  for (let i = 0; i < count; i++) {
    kept[length] = rows === undefined ? from + i : (rows[from + i] as number);
    // The low bit of a truth: 1 for true, 0 for false.
    length += (truths[i] as number) & 1;
  }
  return length;
}

async function inBlocks(
  total: number,
  pause: Evaluation['pause'],
  visit: (from: number, count: number) => void,
): Promise<void> {
  for (let from = 0; from < total; from += BLOCK_ROWS) {
    visit(from, Math.min(BLOCK_ROWS, total - from));
    if (pause !== undefined && (from + BLOCK_ROWS) % PAUSE_ROWS === 0) await pause();
  }
}
