/**
 * xxHash64 with seed 0 of `bytes`, as [high, low] unsigned 32-bit words: what ROOT writes before each LZ4 block.
 * Source: xxHash fast digest algorithm, version 0.1.1 (Y. Collet), section "XXH64". 64-bit integers are kept as two
 * 32-bit words, since BigInt would be some ten times slower.
 */
export function xxh64(bytes: Uint8Array): readonly [number, number] {
  const length = bytes.length;
  let position = 0;
  if (length < 32) load(state, P5);
  else {
    const lanes = [add(P1, P2), P2, ZERO, negate(P1)].map(([high, low]) => Int32Array.of(high, low));
    for (; position + 32 <= length; position += 32)
      for (let lane = 0; lane < 4; lane++) round(lanes[lane] as Int32Array, bytes, position + 8 * lane);
    mergeLanes(lanes);
  }
  addTo(state, 0, length);
  for (; position + 8 <= length; position += 8) {
    load(scratch, ZERO);
    round(scratch, bytes, position);
    xor(state, scratch[0] as number, scratch[1] as number);
    rotate(state, 27);
    multiply(state, P1);
    addTo(state, P4[0], P4[1]);
  }
  if (position + 4 <= length) {
    scratch[0] = 0;
    scratch[1] = readWord(bytes, position);
    multiply(scratch, P1);
    xor(state, scratch[0], scratch[1]);
    rotate(state, 23);
    multiply(state, P2);
    addTo(state, P3[0], P3[1]);
    position += 4;
  }
  for (; position < length; position++) {
    scratch[0] = 0;
    scratch[1] = bytes[position] as number;
    multiply(scratch, P5);
    xor(state, scratch[0], scratch[1]);
    rotate(state, 11);
    multiply(state, P1);
  }
  avalanche(state);
  return [(state[0] as number) >>> 0, (state[1] as number) >>> 0];
}

type Word64 = readonly [high: number, low: number];
const ZERO: Word64 = [0, 0];
const P1: Word64 = [0x9e3779b1, 0x85ebca87];
const P2: Word64 = [0xc2b2ae3d, 0x27d4eb4f];
const P3: Word64 = [0x165667b1, 0x9e3779f9];
const P4: Word64 = [0x85ebca77, 0xc2b2ae63];
const P5: Word64 = [0x27d4eb2f, 0x165667c5];

const state = new Int32Array(2);
const scratch = new Int32Array(2);

function load(word: Int32Array, [high, low]: Word64): void {
  word[0] = high;
  word[1] = low;
}

const add = ([ah, al]: Word64, [bh, bl]: Word64): Word64 => {
  const low = (al >>> 0) + (bl >>> 0);
  return [(ah + bh + (low > 0xffffffff ? 1 : 0)) | 0, low | 0];
};

const negate = ([high, low]: Word64): Word64 => add([~high, ~low], [0, 1]);

function addTo(word: Int32Array, high: number, low: number): void {
  const sum = ((word[1] as number) >>> 0) + (low >>> 0);
  word[0] = (word[0] as number) + high + (sum > 0xffffffff ? 1 : 0);
  word[1] = sum;
}

function xor(word: Int32Array, high: number, low: number): void {
  word[0] = (word[0] as number) ^ high;
  word[1] = (word[1] as number) ^ low;
}

/** Rotates left by 0 < bits < 32. */
function rotate(word: Int32Array, bits: number): void {
  const high = word[0] as number;
  const low = word[1] as number;
  word[0] = (high << bits) | (low >>> (32 - bits));
  word[1] = (low << bits) | (high >>> (32 - bits));
}

/** Shifts right by 0 < bits < 64 and xors the result into the word. */
function xorShifted(word: Int32Array, bits: number): void {
  const high = word[0] as number;
  const low = word[1] as number;
  if (bits >= 32) xor(word, 0, high >>> (bits - 32));
  else xor(word, high >>> bits, (low >>> bits) | (high << (32 - bits)));
}

function multiply(word: Int32Array, factor: Word64): void {
  const bh = factor[0];
  const bl = factor[1];
  const ah = word[0] as number;
  const al = word[1] as number;
  const a0 = al & 0xffff;
  const a1 = al >>> 16;
  const b0 = bl & 0xffff;
  const b1 = bl >>> 16;
  const low = Math.imul(a0, b0);
  const middle = (Math.imul(a1, b0) >>> 0) + (low >>> 16);
  const upper = Math.imul(a0, b1) + (middle & 0xffff);
  word[0] = ((middle / 0x10000) | 0) + (upper >>> 16) + Math.imul(a1, b1) + Math.imul(ah, bl) + Math.imul(al, bh);
  word[1] = (upper << 16) | (low & 0xffff);
}

function round(lane: Int32Array, bytes: Uint8Array, position: number): void {
  input[0] = readWord(bytes, position + 4);
  input[1] = readWord(bytes, position);
  multiply(input, P2);
  addTo(lane, input[0], input[1]);
  rotate(lane, 31);
  multiply(lane, P1);
}
const input = new Int32Array(2);

const readWord = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

function mergeLanes(lanes: readonly Int32Array[]): void {
  load(state, ZERO);
  const rotated = new Int32Array(2);
  lanes.forEach((lane, index) => {
    rotated.set(lane);
    rotate(rotated, [1, 7, 12, 18][index] as number);
    addTo(state, rotated[0] as number, rotated[1] as number);
  });
  for (const lane of lanes) {
    multiply(lane, P2);
    rotate(lane, 31);
    multiply(lane, P1);
    xor(state, lane[0] as number, lane[1] as number);
    multiply(state, P1);
    addTo(state, P4[0], P4[1]);
  }
}

function avalanche(word: Int32Array): void {
  xorShifted(word, 33);
  multiply(word, P2);
  xorShifted(word, 29);
  multiply(word, P3);
  xorShifted(word, 32);
}
