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

export const numberBlock = (): NumberBlock => ({
  kind: 'number',
  values: new Float64Array(BLOCK_ROWS),
  valid: new Uint8Array(BLOCK_ROWS),
  nullable: false,
});
export const stringBlock = (): StringBlock => ({
  kind: 'string',
  values: Array.from({ length: BLOCK_ROWS }, () => ''),
  valid: new Uint8Array(BLOCK_ROWS),
  nullable: false,
});
export const booleanBlock = (): BooleanBlock => ({ kind: 'boolean', values: new Uint8Array(BLOCK_ROWS) });

/** Which rows of a table a block holds: `rows[from..from+count)`, or the rows themselves from `from` on. */
export interface RowRange {
  readonly rows: Int32Array | undefined;
  readonly from: number;
  readonly count: number;
}

/** Computes one term for a block; its parts have been computed. */
export type Step = (range: RowRange) => void;
