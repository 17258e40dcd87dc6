/** Rows evaluated at a time: the intermediate results of a selection stay in the processor's cache. */
export const BLOCK_ROWS = 2048;

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

export interface BlockFactory {
  /** @param kept written once, not for every block of rows: no other block may have had its memory */
  number(kept: boolean): NumberBlock;
  string(kept: boolean): StringBlock;
  boolean(kept: boolean): BooleanBlock;
  /** Gives back the memory of a block whose values nobody reads any more; its validity may still be referred to. */
  release(block: Block): void;
}

/** Makes blocks for up to `rows` rows each. Memory given back is used again, so that few blocks are hot at a time. */
export function blockFactory(rows: number): BlockFactory {
  const free: Float64Array[] = [];
  const own = new Map<Block, Float64Array>();
  return {
    number: (kept) => {
      const values = (kept ? undefined : free.pop()) ?? new Float64Array(rows);
      const block: NumberBlock = { kind: 'number', values, valid: new Uint8Array(rows), nullable: false };
      own.set(block, values);
      return block;
    },
    string: () => ({
      kind: 'string',
      values: new Array<string>(rows).fill(''),
      valid: new Uint8Array(rows),
      nullable: false,
    }),
    boolean: () => ({ kind: 'boolean', values: new Uint8Array(rows) }),
    release: (block) => {
      const values = own.get(block);
      if (values !== undefined) free.push(values);
    },
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
