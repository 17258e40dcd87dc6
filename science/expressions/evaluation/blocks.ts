/** Rows evaluated at a time: the intermediate results of a selection stay in the processor's cache. */
export const BLOCK_ROWS = 1024;

/** Results of one term for the rows of the present block; the values of a missing row are unspecified. */
export interface NumberBlock {
  readonly kind: 'number';
  values: Float64Array;
  /** 1 where there is a value; meaningful when `nullable`. */
  valid: Uint8Array;
  nullable: boolean;
}
export interface StringBlock {
  readonly kind: 'string';
  readonly values: string[];
  valid: Uint8Array;
  nullable: boolean;
}
export interface BooleanBlock {
  readonly kind: 'boolean';
  /** {@link TRUE}, {@link FALSE} or {@link UNDEFINED}. */
  readonly values: Uint8Array;
}
export type Block = NumberBlock | StringBlock | BooleanBlock;

/** Makes blocks for up to `rows` rows each, cut from one piece of memory. */
export function blockFactory(
  count: number,
  rows: number,
): { number(): NumberBlock; string(): StringBlock; boolean(): BooleanBlock } {
  const numbers = new Float64Array(count * rows);
  const bytes = new Uint8Array(count * rows);
  let next = -1;
  const cut = <T extends Float64Array | Uint8Array>(from: T): T => from.subarray(next * rows, (next + 1) * rows) as T;
  return {
    number: () => (next++, { kind: 'number', values: cut(numbers), valid: cut(bytes), nullable: false }),
    string: () => (
      next++,
      { kind: 'string', values: new Array<string>(rows).fill(''), valid: cut(bytes), nullable: false }
    ),
    boolean: () => (next++, { kind: 'boolean', values: cut(bytes) }),
  };
}

/** Which rows of a table a block holds: `rows[from..from+count)`, or the rows themselves from `from` on. */
export interface RowRange {
  readonly rows: Int32Array | undefined;
  readonly from: number;
  readonly count: number;
}

/** Computes one term for a block; its parts have been computed. */
export type Step = (range: RowRange) => void;
