/** Events to rank: one row an event. */
export interface ScoredEvents {
  readonly scores: Float64Array | Float32Array;
  /** Signed physical weights. */
  readonly weights: Float64Array;
  /** 1 for signal, 0 for background. */
  readonly labels: ArrayLike<number>;
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
 * @param order rows by falling score (`rankByFallingScore`), perhaps only some of them: a channel, one mass point and all background
 */
export function scanThresholds(events: ScoredEvents, order: Int32Array): ThresholdScan {
  const { scores, weights, labels } = events;
  const thresholds = new Float64Array(order.length);
  const signal = new Float64Array(order.length);
  const signalSquared = new Float64Array(order.length);
  const background = new Float64Array(order.length);
  const backgroundSquared = new Float64Array(order.length);
  let [s, s2, b, b2] = [0, 0, 0, 0];
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const weight = weights[row] as number;
    if (labels[row] === 1) {
      s += weight;
      s2 += weight * weight;
    } else {
      b += weight;
      b2 += weight * weight;
    }
    const score = scores[row] as number;
    if (i + 1 < order.length && scores[order[i + 1] as number] === score) continue;
    thresholds[count] = score;
    signal[count] = s;
    signalSquared[count] = s2;
    background[count] = b;
    backgroundSquared[count] = b2;
    count++;
  }
  return {
    thresholds: thresholds.subarray(0, count),
    signal: signal.subarray(0, count),
    signalSquared: signalSquared.subarray(0, count),
    background: background.subarray(0, count),
    backgroundSquared: backgroundSquared.subarray(0, count),
  };
}
