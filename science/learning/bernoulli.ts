import { randomWords } from './random.ts';

/** Bits that decide most gaps, two gaps of one random integer; a literal in the loop, where a variable would cost. */
const bits = 14;
const tables = new Map<number, Int16Array>();

/** Which random numbers are drawn: the seed, what for, and where. */
export type Draw = readonly [seed: number, purpose: string, ...position: number[]];

/**
 * Positions among `count` where independent trials of probability `rate` succeed, ascending, appended to `positions` from
 * `start`; the new end. Instead of a number per trial, half a one per success: the gaps between successes are geometric,
 * floor(ln u / ln(1 - rate)). At dropout's usual rates that is 20 to 40 times less work than a mask drawn number by number. A gap that 14
 * bits don't decide takes 32 more, so that the rate is exact to 2^-46. The numbers come from the generator sfc32 (Doty-Humphrey,
 * PractRand), written out: a call for each would take longer than the number itself.
 */
export function drawSuccesses(positions: Int32Array, start: number, count: number, rate: number, draw: Draw): number {
  if (count > most) throw new RangeError(`at most ${most} trials at once`);
  const logarithm = Math.log1p(-rate);
  const table = stepTable(rate, logarithm);
  const room = positions.length;
  const words = randomWords(...draw);
  let [a, b, c] = [words[0] | 0, words[1] | 0, words[2] | 0];
  let counter = 1;
  let integer = 0;
  for (let round = 0; round < warmUp; round++) {
    integer = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + integer) | 0;
  }
  let end = start;
  let position = -1;
  for (;;) {
    integer = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + integer) | 0;
    for (let half = 0; half < 2; half++) {
      const index = integer >>> 18;
      integer <<= 14;
      let step = table[index] as number;
      if (step === 0) {
        const more = (((a + b) | 0) + counter) | 0;
        counter = (counter + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + more) | 0;
        step = stepAt(index + ((more >>> 0) + 0.5) / 4294967296, logarithm);
      }
      position = (position + step) | 0;
      if (position >= count) return end;
      if (end === room) throw new RangeError('more successes than there is room for');
      positions[end++] = position;
    }
  }
}

/** Positions and steps are such that their sums are 32-bit integers. */
const most = 2 ** 30;

/** Rounds after which the generator's words have mixed. */
const warmUp = 12;

/** Room that `drawSuccesses` needs, but for one case in 10^15: the mean and eight standard deviations. */
export function successRoom(count: number, rate: number): number {
  return Math.ceil(count * rate + 8 * Math.sqrt(count * rate * (1 - rate)) + 16);
}

/** From one success to the next, by a uniform number in 0 ... 2^bits. */
function stepAt(uniform: number, logarithm: number): number {
  return Math.min(most, 1 + Math.floor(Math.log(uniform / 2 ** bits) / logarithm)) | 0;
}

/** The step by the highest bits of a uniform number where they decide it, 0 elsewhere: most logarithms are saved. */
function stepTable(rate: number, logarithm: number): Int16Array {
  const known = tables.get(rate);
  if (known !== undefined) return known;
  const table = Int16Array.from({ length: 2 ** bits }, (_, index) => {
    const [longest, shortest] = [stepAt(index, logarithm), stepAt(index + 1, logarithm)];
    return longest === shortest && longest < 2 ** 15 ? longest : 0;
  });
  tables.set(rate, table);
  return table;
}
