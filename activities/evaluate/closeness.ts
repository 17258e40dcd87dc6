import type { ClosenessRow } from '../../schemas/results/index.ts';
import { permutation, randomStream } from '../../science/learning/random.ts';
import { kolmogorovSmirnov, permutationProbability } from '../../science/metrics/index.ts';
import type { EvaluatedEvents } from './events.ts';

const CLASSES = ['background', 'signal'] as const;

/** How far the scores of two subsets lie apart, for signal and for background. */
export async function closeness(
  [one, other]: readonly [EvaluatedEvents, EvaluatedEvents],
  permutations: number,
  seed: number,
  after: () => Promise<void>,
): Promise<readonly ClosenessRow[]> {
  const found: ClosenessRow[] = [];
  for (const [label, name] of CLASSES.entries()) {
    const [a, b] = [rowsOf(one, label), rowsOf(other, label)];
    const scores = new Float64Array(a.length + b.length);
    const weights = new Float64Array(scores.length);
    const groups = new Int32Array(scores.length);
    // Groups of the two subsets are different ones: a split keeps them together
    const numbers = new Map<number, number>();
    let event = 0;
    for (const [rows, from, offset] of [
      [a, one, 0],
      [b, other, one.groups.count],
    ] as const)
      for (const row of rows) {
        scores[event] = from.scores[row] as number;
        weights[event] = from.weights[row] as number;
        const group = (from.groups.of[row] as number) + offset;
        const number = numbers.get(group) ?? numbers.size;
        numbers.set(group, number);
        groups[event++] = number;
      }
    const samples = { scores, weights, first: new Uint8Array(scores.length).fill(1, 0, a.length) };
    const { distance, probability } = kolmogorovSmirnov(samples);
    const shuffle = (count: number, number: number) =>
      permutation(count, randomStream(seed, 'closeness', label, number));
    const known = Number.isFinite(distance);
    found.push({
      table: one.table,
      signal: one.signal,
      class: name,
      parts: [one.part, other.part],
      distance: known ? distance : null,
      probability: known && Number.isFinite(probability) ? probability : null,
      permutation_probability:
        known && permutations > 0
          ? await permutationProbability(samples, { of: groups, count: numbers.size }, permutations, shuffle, after)
          : null,
    });
  }
  return found;
}

const rowsOf = ({ labels }: EvaluatedEvents, label: number): Int32Array =>
  Int32Array.from(labels.keys()).filter((row) => labels[row] === label);
