/** Events to rank: one row an event. */
export interface ScoredEvents {
  readonly scores: Float64Array | Float32Array;
  /** Signed physical weights. */
  readonly weights: Float64Array;
  /** 1 for signal, 0 for background; events with any other value do not count (another mass point, another channel). */
  readonly labels: Int8Array | readonly number[];
}

/** What passes `score >= threshold`, for each distinct score from the highest to the lowest. All arrays `[distinct scores]`. */
export interface ThresholdScan {
  readonly thresholds: Float64Array;
  /** Sum of signal weights that pass. */
  readonly signal: Float64Array;
  /** Sum of squared signal weights that pass. */
  readonly signalSquared: Float64Array;
  readonly background: Float64Array;
  readonly backgroundSquared: Float64Array;
}

/**
 * Sums up what passes each threshold. Events of equal score pass together, as no threshold can part them.
 * @param order rows by falling score (`rankByFallingScore`)
 */
export function scanThresholds({ scores, weights, labels }: ScoredEvents, order: Int32Array): ThresholdScan {
  const thresholds = new Float64Array(order.length);
  const signal = new Float64Array(order.length);
  const signalSquared = new Float64Array(order.length);
  const background = new Float64Array(order.length);
  const backgroundSquared = new Float64Array(order.length);
  let [s, s2, b, b2] = [0, 0, 0, 0];
  let last = -1;
  for (const row of order) {
    const label = labels[row];
    const weight = weights[row] as number;
    if (label === 1) {
      s += weight;
      s2 += weight * weight;
    } else if (label === 0) {
      b += weight;
      b2 += weight * weight;
    } else continue;
    const score = scores[row] as number;
    if (last < 0 || thresholds[last] !== score) thresholds[++last] = score;
    signal[last] = s;
    signalSquared[last] = s2;
    background[last] = b;
    backgroundSquared[last] = b2;
  }
  const count = last + 1;
  return {
    thresholds: thresholds.subarray(0, count),
    signal: signal.subarray(0, count),
    signalSquared: signalSquared.subarray(0, count),
    background: background.subarray(0, count),
    backgroundSquared: backgroundSquared.subarray(0, count),
  };
}
