/**
 * Rows by falling score; rows of equal score keep their order. Radix sort on the bits: four passes of 16 bits (two
 * for float32), a pass in which all digits are equal is skipped.
 * @param scores `[rows]`, finite
 * @returns `[rows]` row numbers
 * @throws RangeError for a score that is NaN
 */
export function rankByFallingScore(scores: Float64Array | Float32Array): Int32Array {
  const rows = scores.length;
  const high = new Uint32Array(rows);
  // float32 keys fill one word: two passes less
  const low = scores instanceof Float32Array ? undefined : new Uint32Array(rows);
  if (low === undefined) fallingKeys32(scores as Float32Array, high);
  else fallingKeys(scores, low, high);
  let order = Int32Array.from({ length: rows }, (_, row) => row);
  let next = new Int32Array(rows);
  const starts = new Uint32Array(1 << 16);
  for (let pass = low === undefined ? 2 : 0; pass < 4; pass++) {
    const word = pass < 2 ? (low as Uint32Array) : high;
    const shift = pass % 2 === 0 ? 0 : 16;
    starts.fill(0);
    for (let i = 0; i < rows; i++) {
      const digit = ((word[i] as number) >>> shift) & 0xffff;
      starts[digit] = (starts[digit] as number) + 1;
    }
    if (rows === 0 || starts[((word[0] as number) >>> shift) & 0xffff] === rows) continue;
    let start = 0;
    for (let digit = 0; digit < starts.length; digit++) {
      const count = starts[digit] as number;
      starts[digit] = start;
      start += count;
    }
    for (let i = 0; i < rows; i++) {
      const row = order[i] as number;
      const digit = ((word[row] as number) >>> shift) & 0xffff;
      const place = starts[digit] as number;
      starts[digit] = place + 1;
      next[place] = row;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Unsigned 64-bit keys whose rising order is the falling order of the numbers: IEEE 754 bits, of positive numbers inverted. */
function fallingKeys(scores: Float64Array | Float32Array, low: Uint32Array, high: Uint32Array): void {
  const bits = new DataView(new ArrayBuffer(8));
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    if (Number.isNaN(score)) throw new RangeError(`the score of row ${row} is not a number`);
    bits.setFloat64(0, score + 0); // -0 becomes 0
    const upper = bits.getUint32(0);
    const lower = bits.getUint32(4);
    const negative = upper >>> 31 === 1;
    high[row] = negative ? upper : upper ^ 0x7fffffff;
    low[row] = negative ? lower : ~lower;
  }
}

/** The same for float32: their bits are keys of 32. */
function fallingKeys32(scores: Float32Array, keys: Uint32Array): void {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    if (score !== score) throw new RangeError(`the score of row ${row} is not a number`);
    const word = bits[row] as number;
    // Minus zero becomes zero
    keys[row] = score === 0 ? 0x7fffffff : word >>> 31 === 1 ? word : word ^ 0x7fffffff;
  }
}
