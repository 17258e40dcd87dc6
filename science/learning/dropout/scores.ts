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
  const { outputs, score, mean, standardDeviation, entropy, mutualInformation, variancesOfMeans } = scores;
  const wanted = entropy.length === 0 ? 0 : variancesOfMeans.length / entropy.length;
  const width = 3 * outputs + 1 + wanted;
  for (let index = 0; index < rows.length; index++) {
    const event = rows[index] as number;
    const begin = width * index;
    const [means, deviations] = [begin + outputs, begin + 2 * outputs];
    for (let output = 0; output < outputs; output++) {
      const target = event * outputs + output;
      score[target] = results[begin + output] as number;
      mean[target] = results[means + output] as number;
      standardDeviation[target] = results[deviations + output] as number;
    }
    const total =
      outputs === 1 ? binaryEntropy(results[means] as number) : classEntropy(results.subarray(means, deviations));
    entropy[event] = total;
    // Not below zero but for rounding
    mutualInformation[event] = Math.max(0, total - (results[deviations + outputs] as number));
    for (let number = 0; number < wanted; number++)
      variancesOfMeans[event * wanted + number] = results[deviations + outputs + 1 + number] as number;
  }
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
