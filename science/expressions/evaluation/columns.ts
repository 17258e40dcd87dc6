import { InputError, type Table } from '../../../schemas/index.ts';
import type { Block } from './blocks.ts';
import { expressionError } from '../syntax/errors.ts';
import type { Expression } from '../syntax/expression.ts';
import { lowering } from '../meaning/lower.ts';
import { forEachBlock, programOf } from './program.ts';
import { columnScope, type ColumnInfo } from '../meaning/scope.ts';
import { columnsIn, termFactory } from '../meaning/term.ts';
import { TRUE, UNDEFINED } from './truth.ts';

/** Results for some rows, in their order. The value of a row that is not valid is 0 or ''. */
export type Evaluated =
  | { readonly kind: 'number'; readonly values: Float64Array; readonly valid?: Uint8Array }
  /** 1 true, 0 false. */
  | { readonly kind: 'boolean'; readonly values: Uint8Array }
  | { readonly kind: 'string'; readonly values: readonly string[]; readonly valid?: Uint8Array };

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
 * Checks an expression against the columns there are and makes it ready to run over tables that have them: loops over typed
 * arrays, 1024 rows at a time; nothing of the text is ever run as code.
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
      const program = programOf([term], table);
      const total = rows?.length ?? table.rows;
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

/** A condition that depends on a comparison with NaN is neither true nor false. */
export function undefinedCondition(expression: Expression, row?: number): InputError {
  const where = row === undefined ? '' : ` in row ${row}`;
  return expressionError(
    expression,
    expression.ast,
    'expression-value',
    `this condition compares something that is not a number (NaN)${where}`,
    { mend: 'keep such rows out with an earlier cut, or guard the value: if(x > 0, log(x), 0)' },
  );
}

export interface Collector {
  readonly take: (at: number, count: number) => void;
  readonly done: () => Evaluated;
}

/** Puts a term's blocks together to a column of `total` values. */
export function collector(block: Block, total: number, undefinedAt: (position: number) => Error): Collector {
  if (block.kind === 'boolean') {
    const values = new Uint8Array(total);
    return {
      take: (at, count) => {
        for (let i = 0; i < count; i++) {
          const truth = block.values[i];
          if (truth === UNDEFINED) throw undefinedAt(at + i);
          values[at + i] = truth === TRUE ? 1 : 0;
        }
      },
      done: () => ({ kind: 'boolean', values }),
    };
  }
  let valid: Uint8Array | undefined;
  const mask = (at: number, count: number): void => {
    if (!block.nullable) return;
    for (let i = 0; i < count; i++) if (block.valid[i] === 0) (valid ??= new Uint8Array(total).fill(1))[at + i] = 0;
  };
  if (block.kind === 'string') {
    const values = Array.from({ length: total }, () => '');
    return {
      take: (at, count) => {
        for (let i = 0; i < count; i++)
          if (!block.nullable || block.valid[i] === 1) values[at + i] = block.values[i] as string;
        mask(at, count);
      },
      done: () => ({ kind: 'string', values, ...(valid === undefined ? {} : { valid }) }),
    };
  }
  const values = new Float64Array(total);
  return {
    take: (at, count) => {
      if (!block.nullable)
        values.set(block.values.length === count ? block.values : block.values.subarray(0, count), at);
      else for (let i = 0; i < count; i++) values[at + i] = block.valid[i] === 0 ? 0 : (block.values[i] as number);
      mask(at, count);
    },
    done: () => ({ kind: 'number', values, ...(valid === undefined ? {} : { valid }) }),
  };
}
