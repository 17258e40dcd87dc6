/** Weighted counts at a threshold; the positive class is signal. */
export interface ConfusionMatrix {
  readonly true_positive: number;
  readonly false_positive: number;
  readonly true_negative: number;
  readonly false_negative: number;
}

/** Figures of a confusion matrix; NaN where a quotient has no meaning (nothing is called signal, a class is empty). */
export interface ConfusionFigures {
  readonly accuracy: number;
  /** Mean of sensitivity and specificity. */
  readonly balanced_accuracy: number;
  /** Share of signal in what is called signal; purity. */
  readonly precision: number;
  /** Share of signal that is called signal; sensitivity, signal efficiency. */
  readonly recall: number;
  /** Share of background that is not called signal; background rejection. */
  readonly specificity: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Agreement beyond chance (Cohen, Educational and Psychological Measurement 20 (1960) 37). */
  readonly kappa: number;
  /** Matthews correlation coefficient. */
  readonly matthews: number;
}

/**
 * Events with `score >= threshold` are called signal.
 * @param weights `[events]`, may be signed; all sums are then signed sums
 * @param labels `[events]`, 1 signal, 0 background; others do not count
 */
export function confusionAt(
  scores: Float64Array | Float32Array,
  labels: ArrayLike<number>,
  weights: ArrayLike<number>,
  threshold: number,
): ConfusionMatrix {
  let [tp, fp, tn, fn] = [0, 0, 0, 0];
  for (let event = 0; event < scores.length; event++) {
    const weight = weights[event] as number;
    const called = (scores[event] as number) >= threshold;
    if (labels[event] === 1) {
      if (called) tp += weight;
      else fn += weight;
    } else if (labels[event] === 0) {
      if (called) fp += weight;
      else tn += weight;
    }
  }
  return { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn };
}

export function confusionFigures(matrix: ConfusionMatrix): ConfusionFigures {
  const { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn } = matrix;
  const all = tp + fp + tn + fn;
  const accuracy = (tp + tn) / all;
  const recall = tp / (tp + fn);
  const specificity = tn / (tn + fp);
  const byChance = ((tp + fp) * (tp + fn) + (tn + fn) * (tn + fp)) / (all * all);
  return {
    accuracy,
    balanced_accuracy: (recall + specificity) / 2,
    precision: tp / (tp + fp),
    recall,
    specificity,
    f1: (2 * tp) / (2 * tp + fp + fn),
    kappa: (accuracy - byChance) / (1 - byChance),
    matthews: (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
  };
}
