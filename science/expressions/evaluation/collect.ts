import type { InputError } from '../../../schemas/index.ts';
import { expressionError } from '../syntax/errors.ts';
import type { Expression } from '../syntax/expression.ts';
import type { Block } from './blocks.ts';
import { TRUE, UNDEFINED } from './truth.ts';

/** Results for some rows, in their order. The value of a row that is not valid is 0 or ''. */
export type Evaluated =
  | { readonly kind: 'number'; readonly values: Float64Array; readonly valid?: Uint8Array }
  /** 1 true, 0 false. */
  | { readonly kind: 'boolean'; readonly values: Uint8Array }
  | { readonly kind: 'string'; readonly values: readonly string[]; readonly valid?: Uint8Array };

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
