/** Per event, `[events]` each. */
export interface SampledScores {
  /** Probability of signal, without dropout. */
  readonly score: Float64Array;
  /** Mean over the passes. */
  readonly mean: Float64Array;
  /** Standard deviation over the passes (ddof 0). */
  readonly standardDeviation: Float64Array;
  /** Entropy of the mean, -p ln p - (1 - p) ln(1 - p), in nats: total uncertainty. */
  readonly entropy: Float64Array;
  /** Entropy of the mean minus the mean entropy of the passes: the part that comes from not knowing the network (>= 0). */
  readonly mutualInformation: Float64Array;
}

export function emptyScores(events: number): SampledScores {
  const vector = () => new Float64Array(events);
  return {
    score: vector(),
    mean: vector(),
    standardDeviation: vector(),
    entropy: vector(),
    mutualInformation: vector(),
  };
}

/** @param results `[rows x 4]` as `DropoutProgram.results` */
export function storeScores(scores: SampledScores, rows: Int32Array, results: Float32Array): void {
  rows.forEach((event, index) => {
    const [score, mean, deviation, meanEntropy] = results.subarray(4 * index, 4 * index + 4) as unknown as Four;
    const entropy = binaryEntropy(mean);
    scores.score[event] = score;
    scores.mean[event] = mean;
    scores.standardDeviation[event] = deviation;
    scores.entropy[event] = entropy;
    // Not below zero but for rounding
    scores.mutualInformation[event] = Math.max(0, entropy - meanEntropy);
  });
}

type Four = readonly [number, number, number, number];

/** -p ln p - (1 - p) ln(1 - p) */
export function binaryEntropy(p: number): number {
  if (p <= 0 || p >= 1) return 0;
  return -p * Math.log(p) - (1 - p) * Math.log1p(-p);
}
