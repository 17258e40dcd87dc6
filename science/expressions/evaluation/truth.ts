/**
 * A condition's value in two bits, so that `and` is & and `or` is |: bit 0 says true, bit 1 says not false. Undefined
 * comes of comparing NaN; it stays where it decides (undefined and true) and disappears where it does not (undefined
 * and false).
 */
export const FALSE = 0b00;
export const UNDEFINED = 0b10;
export const TRUE = 0b11;

/** Swaps true and false, keeps undefined. */
export const negated = (truth: number): number => ((~truth >> 1) & 1) | ((~truth & 1) << 1);

/** 1 for undefined, else 0. */
export const isUndefined = (truth: number): number => (truth >> 1) & ~truth & 1;
