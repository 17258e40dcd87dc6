/** From this many bytes on a call to copy them is faster than a loop. */
const bulkCopy = 48;

/**
 * Decompresses one LZ4 block into `output` and returns the number of bytes written.
 * Throws a RangeError where the block is damaged: nothing is read or written outside the two buffers.
 * Source: LZ4 block format description (Y. Collet).
 */
export function decompressLz4(input: Uint8Array, output: Uint8Array): number {
  const inputEnd = input.length;
  const outputEnd = output.length;
  let from = 0;
  let to = 0;
  while (from < inputEnd) {
    const token = input[from++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (from >= inputEnd) throw new RangeError('the block ends within a length');
        more = input[from++] as number;
        literals += more;
      } while (more === 255);
    }
    if (from + literals > inputEnd || to + literals > outputEnd) throw new RangeError('literals reach past the end');
    if (literals >= bulkCopy) {
      output.set(input.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else for (const end = from + literals; from < end;) output[to++] = input[from++] as number;
    if (from === inputEnd) return to;

    if (from + 2 > inputEnd) throw new RangeError('the block ends within an offset');
    const offset = (input[from] as number) | ((input[from + 1] as number) << 8);
    from += 2;
    if (offset === 0 || offset > to) throw new RangeError('a match points before the start');
    let match = (token & 15) + 4;
    if ((token & 15) === 15) {
      let more: number;
      do {
        if (from >= inputEnd) throw new RangeError('the block ends within a length');
        more = input[from++] as number;
        match += more;
      } while (more === 255);
    }
    if (to + match > outputEnd) throw new RangeError('a match reaches past the end');
    if (match >= bulkCopy && offset >= match) {
      output.copyWithin(to, to - offset, to - offset + match);
      to += match;
    } else for (let source = to - offset, end = to + match; to < end;) output[to++] = output[source++] as number;
  }
  throw new RangeError('the block ends without literals');
}
