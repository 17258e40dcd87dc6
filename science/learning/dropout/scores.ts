/** Per event, `[events x outputs]` or `[events]`; a network of two classes has one output, the probability of signal. */
export interface SampledScores {
  readonly outputs: number;
  /** `[events x outputs]` without dropout. */
  readonly score: Float64Array;
  /** `[events x outputs]` mean over the passes. */
  readonly mean: Float64Array;
  /** `[events x outputs]` standard deviation over the passes (ddof 0). */
  readonly standardDeviation: Float64Array;
  /** Entropy of the mean, -sum of p ln p over the classes, in nats: total uncertainty. */
  readonly entropy: Float64Array;
  /** Entropy of the mean minus the mean entropy of the passes: the part that comes from not knowing the network (>= 0). */
  readonly mutualInformation: Float64Array;
  /** `[events x numbers of passes]`: variance of a mean over so many passes. */
  readonly variancesOfMeans: Float64Array;
}

export function emptyScores(events: number, outputs: number, numbersOfPasses = 0): SampledScores {
  const vector = (width = 1) => new Float64Array(events * width);
  return {
    outputs,
    score: vector(outputs),
    mean: vector(outputs),
    standardDeviation: vector(outputs),
    entropy: vector(),
    mutualInformation: vector(),
    variancesOfMeans: vector(numbersOfPasses),
  };
}

/** @param results `[rows x columns]` as `DropoutProgram.results` */
export function storeScores(scores: SampledScores, rows: Int32Array, results: Float32Array): void {
  const { outputs, variancesOfMeans } = scores;
  const wanted = scores.entropy.length === 0 ? 0 : variancesOfMeans.length / scores.entropy.length;
  const width = 3 * outputs + 1 + wanted;
  rows.forEach((event, index) => {
    const row = results.subarray(width * index, width * (index + 1));
    scores.score.set(row.subarray(0, outputs), event * outputs);
    const mean = row.subarray(outputs, 2 * outputs);
    scores.mean.set(mean, event * outputs);
    scores.standardDeviation.set(row.subarray(2 * outputs, 3 * outputs), event * outputs);
    const entropy = outputs === 1 ? binaryEntropy(mean[0] as number) : classEntropy(mean);
    scores.entropy[event] = entropy;
    // Not below zero but for rounding
    scores.mutualInformation[event] = Math.max(0, entropy - (row[3 * outputs] as number));
    variancesOfMeans.set(row.subarray(3 * outputs + 1), event * wanted);
  });
}

/** -p ln p - (1 - p) ln(1 - p) */
export function binaryEntropy(p: number): number {
  if (p <= 0 || p >= 1) return 0;
  return -p * Math.log(p) - (1 - p) * Math.log1p(-p);
}

/** -sum of p ln p. */
export function classEntropy(probabilities: Float32Array | Float64Array): number {
  let entropy = 0;
  for (const p of probabilities) if (p > 0) entropy -= p * Math.log(p);
  return entropy;
}
