import type { InputError } from '../../../schemas/index.ts';
import { expressionError } from '../syntax/errors.ts';
import type { Expression } from '../syntax/expression.ts';
import type { Block, BooleanBlock } from './blocks.ts';
import { UNDEFINED } from './truth.ts';

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
  if (block.kind === 'boolean') return booleans(block, total, undefinedAt);
  const values = block.kind === 'string' ? new Array<string>(total).fill('') : new Float64Array(total);
  let valid: Uint8Array | undefined;
  return {
    take: (at, count) => {
      if (block.kind === 'string') copyTexts(block.values, values as string[], at, count);
      else (values as Float64Array).set(block.values.subarray(0, count), at);
      if (!block.nullable) return;
      valid ??= new Uint8Array(total).fill(1);
      valid.set(block.valid.subarray(0, count), at);
      if (block.kind === 'string') clear(values, block.valid, at, count);
      else clear(values, block.valid, at, count);
    },
    done: () => {
      const mask = valid?.includes(0) === true ? { valid } : {};
      return block.kind === 'string'
        ? { kind: 'string', values: values as string[], ...mask }
        : { kind: 'number', values: values as Float64Array, ...mask };
    },
  };
}

function booleans(block: BooleanBlock, total: number, undefinedAt: (position: number) => Error): Collector {
  const values = new Uint8Array(total);
  return {
    take: (at, count) => {
      const truths = block.values;
      const unclear = truths.subarray(0, count).indexOf(UNDEFINED);
      if (unclear >= 0) throw undefinedAt(at + unclear);
      for (let i = 0; i < count; i++) values[at + i] = (truths[i] as number) & 1;
    },
    done: () => ({ kind: 'boolean', values }),
  };
}

function copyTexts(from: readonly string[], to: string[], at: number, count: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[i] as string;
}

/** Makes missing values 0 or '', whatever was computed there. */
function clear(values: Float64Array | string[], valid: Uint8Array, at: number, count: number): void {
  if (Array.isArray(values))
    for (let i = 0; i < count; i++) values[at + i] = valid[i] === 0 ? '' : (values[at + i] as string);
  else for (let i = 0; i < count; i++) if (valid[i] === 0) values[at + i] = 0;
}
