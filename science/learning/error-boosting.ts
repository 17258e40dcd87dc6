/** How weights follow from errors. */
export interface ErrorBoosting {
  /** An event is misjudged whose score is further than 1 - threshold from the right side: signal below 1 - threshold, background above threshold. */
  readonly threshold: number;
  /** Factor on the weight of a misjudged event. */
  readonly raise: number;
  /** Factor on the weight of the others. */
  readonly lower: number;
}

/** Flags of the events that a network misjudges. @param scores `[events]`, signal high @param labels 1 signal, 0 background */
export function misjudged(
  scores: Float64Array | Float32Array,
  labels: ArrayLike<number>,
  { threshold }: Pick<ErrorBoosting, 'threshold'>,
): Uint8Array {
  return Uint8Array.from(scores, (score, event) =>
    Number(labels[event] === 1 ? score < 1 - threshold : score > threshold),
  );
}

/** Factors after one more round, so that the weights times them have the sum of the weights. @param factors `[events]` so far */
export function boostedFactors(
  factors: Float64Array,
  weights: Float32Array,
  wrong: Uint8Array,
  { raise, lower }: ErrorBoosting,
): Float64Array {
  const next = factors.map((factor, event) => factor * (wrong[event] === 1 ? raise : lower));
  let [sum, boosted] = [0, 0];
  weights.forEach((weight, event) => {
    sum += weight;
    boosted += weight * (next[event] as number);
  });
  return boosted > 0 ? next.map((factor) => (factor * sum) / boosted) : next;
}
