import { fmix32 } from '../weights/index.ts';

/**
 * Random numbers that depend on a position, not on a history: the same (seed, purpose, position) gives the same numbers
 * in any process, at any time. A training that resumes at (epoch, step) therefore draws what it would have drawn.
 */
export interface RandomStream {
  /** The next integer, uniform in 0 ... 2^32 - 1. */
  readonly integer: () => number;
  /** The next number, uniform in (0, 1). */
  readonly uniform: () => number;
}

const golden = 0x9e3779b9;

/** Counter-based: the i-th number is mix(mix(i golden + key) xor key'), with two keys of 32 bits. */
export function randomStream(seed: number, purpose: string, ...position: readonly number[]): RandomStream {
  const [first, second] = keys(seed, purpose, position);
  let counter = first;
  const integer = () => {
    counter = (counter + golden) | 0;
    return fmix32(fmix32(counter) ^ second);
  };
  return { integer, uniform: () => (integer() + 0.5) / 4294967296 };
}

/** Three words to start a generator from, which depend on seed, purpose and position alone. */
export function randomWords(seed: number, purpose: string, ...position: readonly number[]): [number, number, number] {
  const [first, second] = keys(seed, purpose, position);
  return [first, second, fmix32(first ^ fmix32(second + golden))];
}

function keys(seed: number, purpose: string, position: readonly number[]): readonly [number, number] {
  let first = fmix32(seed | 0);
  let second = fmix32(Math.floor(seed / 4294967296) ^ golden);
  const absorb = (word: number) => {
    first = fmix32(first ^ word);
    second = fmix32((second + Math.imul(word, golden)) ^ first);
  };
  for (let index = 0; index < purpose.length; index++) absorb(purpose.charCodeAt(index));
  for (const word of position) absorb(fmix32(word + golden));
  return [first, second];
}

/** Numbers 0 ... count - 1 in a random order (Fisher and Yates). */
export function permutation(count: number, stream: RandomStream): Int32Array {
  const order = new Int32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor((stream.integer() / 4294967296) * (last + 1));
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}

/** Standard normal numbers (Box and Muller, one of each pair). */
export function normal(stream: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(stream.uniform()));
  return radius * Math.cos(2 * Math.PI * stream.uniform());
}
