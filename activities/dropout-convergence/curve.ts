import type { ConvergenceRow } from '../../schemas/results/index.ts';
import type { SampledScores } from '../../science/learning/dropout/index.ts';
import type { ScoredSample } from '../scoring/events.ts';

/** @param points numbers of passes, as `scores.variancesOfMeans` has them */
export function convergenceCurve(
  samples: readonly ScoredSample[],
  scores: SampledScores,
  points: readonly number[],
  passes: number,
): ConvergenceRow[] {
  const kinds = samples.flatMap((sample) => Array.from(sample.part.rows, () => sample.kind));
  return (['signal', 'background'] as const).flatMap((kind) => {
    const events = [...kinds.keys()].filter((event) => kinds[event] === kind);
    if (events.length === 0) return [];
    const mean = (value: (event: number) => number) =>
      events.reduce((sum, event) => sum + value(event), 0) / events.length;
    // ddof 1, mean over the outputs
    const ofOnePass = mean((event) => {
      const own = scores.standardDeviation.subarray(event * scores.outputs, (event + 1) * scores.outputs);
      return own.reduce((sum, std) => sum + std * std, 0) / own.length;
    });
    const variance = (ofOnePass * passes) / (passes - 1);
    return points.map((length, index) => ({
      kind,
      passes: length,
      groups: Math.floor(passes / length),
      events: events.length,
      std_of_mean: Math.sqrt(mean((event) => scores.variancesOfMeans[event * points.length + index] as number)),
      expected: Math.sqrt(variance / length),
    }));
  });
}
