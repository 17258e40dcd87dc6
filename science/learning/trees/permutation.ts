import { rankByFallingScore, rankedArea } from '../../metrics/index.ts';
import { permutation, randomStream } from '../random.ts';
import type { TreeEvents } from './events.ts';

export interface PermutationImportance {
  /** Mean over the repeats of how much the weighted AUC falls, by input. */
  readonly mean: readonly number[];
  /** Standard deviation over the repeats (ddof 0). */
  readonly deviation: readonly number[];
}

/**
 * Permutation importance (Breiman, Machine Learning 45 (2001) 5, section 10): how much worse the model ranks when one
 * input's values are shuffled between events.
 * @param score of `[events x width]` features
 */
export function permutationImportance(
  events: TreeEvents,
  repeats: number,
  seed: number,
  score: (features: Float32Array) => Float32Array,
): PermutationImportance {
  const { features, width, labels, weights } = events;
  const area = (scores: Float32Array) => rankedArea({ scores, labels, weights }, rankByFallingScore(scores));
  const undisturbed = area(score(features));
  const shuffled = features.slice();
  const mean: number[] = [];
  const deviation: number[] = [];
  for (let input = 0; input < width; input++) {
    const falls = Array.from({ length: repeats }, (_, repeat) => {
      const order = permutation(labels.length, randomStream(seed, 'permutation importance', input, repeat));
      order.forEach((from, row) => {
        shuffled[row * width + input] = features[from * width + input] as number;
      });
      return undisturbed - area(score(shuffled));
    });
    for (let row = 0; row < labels.length; row++)
      shuffled[row * width + input] = features[row * width + input] as number;
    const average = falls.reduce((sum, fall) => sum + fall, 0) / repeats;
    mean.push(average);
    deviation.push(Math.sqrt(falls.reduce((sum, fall) => sum + (fall - average) ** 2, 0) / repeats));
  }
  return { mean, deviation };
}
