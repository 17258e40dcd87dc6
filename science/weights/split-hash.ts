/** Finaliser of MurmurHash3 (Appleby, public domain): spreads 32 bits evenly; a bijection of the 32-bit integers. */
export function fmix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Integer columns that decide which subset an event is in. */
export type KeyColumn = Int32Array | Int8Array | BigInt64Array;

/**
 * Hash of each event's key: h = fmix32(c_n ^ ... fmix32(c_2 ^ fmix32(c_1))), as unsigned 32-bit integers.
 * It depends on the event's own key alone, so that adding samples or events moves no other event.
 *
 * A 64-bit value that fits into 32 bits hashes like the 32-bit one, so a column's width does not matter; of a larger one the upper half is mixed in.
 * @param columns `[columns][rows]`, such as dsid and particle_event
 */
export function splitHashes(columns: readonly KeyColumn[], rows: number): Uint32Array {
  const hashes = new Uint32Array(rows);
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      const value = column[row] as number | bigint;
      hashes[row] = fmix32((typeof value === 'bigint' ? fold64(value) : value) ^ (hashes[row] as number));
    }
  }
  return hashes;
}

function fold64(value: bigint): number {
  const low = Number(BigInt.asIntN(32, value));
  const fits = value === BigInt(low) || value === BigInt(low >>> 0);
  return fits ? low : low ^ fmix32(Number(BigInt.asIntN(32, value >> 32n)));
}

/**
 * The subset of each event: `hash % (number of slots)` picks a slot, and each subset owns so many consecutive slots.
 * @param slots slots of each subset; `[3, 1, 2]` gives 1/2, 1/6 and 1/3 of the events
 * @returns `[rows]` index into `slots`
 */
export function assignSubsets(hashes: Uint32Array, slots: readonly number[]): Int8Array {
  const owner = Int8Array.from(slots.flatMap((count, subset) => Array.from({ length: count }, () => subset)));
  return Int8Array.from(hashes, (hash) => owner[hash % owner.length] as number);
}
