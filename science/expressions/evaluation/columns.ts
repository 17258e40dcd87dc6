import type { Table } from '../../../schemas/index.ts';
import type { Block } from './blocks.ts';
import { collector, undefinedCondition, type Evaluated } from './collect.ts';
import type { Expression } from '../syntax/expression.ts';
import { lowering } from '../meaning/lower.ts';
import { forEachBlock, programOf } from './program.ts';
import { columnScope, type ColumnInfo } from '../meaning/column-scope.ts';
import { columnsIn, termFactory } from '../meaning/term.ts';

export interface CompiledExpression {
  readonly kind: Evaluated['kind'];
  /** The columns it reads. */
  readonly columns: readonly string[];
  /** The unit of the result, where it follows from those of the columns. */
  readonly unit: string | undefined;
  /**
   * Evaluates it for every row of a table, or for the rows listed.
   * @throws InputError `expression-value` with the row, where a condition depends on a comparison with NaN
   */
  evaluate(table: Table, rows?: Int32Array): Evaluated;
}

/** What expressions may use of a table. */
export function columnsOf(table: Table): ReadonlyMap<string, ColumnInfo> {
  const info = [...table.columns].map(([name, { values, unit }]) => {
    const column: ColumnInfo = { kind: Array.isArray(values) ? 'string' : 'number', unit };
    return [name, column] as const;
  });
  return new Map(info);
}

/**
 * Checks an expression against the columns there are and makes it ready to run over tables that have them: loops over
 * typed arrays, a block of rows at a time; nothing of the text is ever run as code.
 * @throws InputError `expression-name`, `expression-type`
 */
export function compileColumns(expression: Expression, columns: ReadonlyMap<string, ColumnInfo>): CompiledExpression {
  const terms = termFactory();
  const { term, unit } = lowering(expression, terms, columnScope(terms, columns)).value(expression.ast);
  return {
    kind: term.kind === 'any' ? 'number' : term.kind,
    columns: columnsIn([term]),
    unit,
    evaluate: (table, rows) => {
      const total = rows?.length ?? table.rows;
      const program = programOf([term], table, total);
      const [result] = program.results as readonly [Block];
      const collected = collector(result, total, (position) => {
        const row = rows?.[position] ?? position;
        return undefinedCondition(expression, row);
      });
      forEachBlock(program, rows, total, collected.take);
      return collected.done();
    },
  };
}
