import { rankedArea } from './auc.ts';
import { rankByFallingScore } from './ranking.ts';

/** Events of several classes and what a model says of each class. */
export interface ClassifiedEvents {
  /** `[events x classes]`, row-major: a score for each class, the largest wins. */
  readonly scores: Float64Array | Float32Array;
  readonly classes: number;
  /** `[events]` number of the true class. */
  readonly labels: ArrayLike<number>;
  readonly weights: Float64Array | Float32Array;
}

/** Number of the class with the largest score; of equal ones the first. */
export function winningClasses({ scores, classes }: ClassifiedEvents): Int32Array {
  const winners = new Int32Array(scores.length / classes);
  for (let event = 0; event < winners.length; event++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if ((scores[event * classes + c] as number) > (scores[event * classes + best] as number)) best = c;
    winners[event] = best;
  }
  return winners;
}

/** Sum of weights `[true class x winning class]`, row-major. */
export function confusionOfClasses(events: ClassifiedEvents): Float64Array {
  const { classes, labels, weights } = events;
  const matrix = new Float64Array(classes * classes);
  winningClasses(events).forEach((winner, event) => {
    const cell = (labels[event] as number) * classes + winner;
    matrix[cell] = (matrix[cell] as number) + (weights[event] as number);
  });
  return matrix;
}

/** Figures over classes; `macro` means: the mean over classes, each class counting once. */
export interface ClassFigures {
  readonly accuracy: number;
  /** Mean recall of the classes that have events. */
  readonly balanced_accuracy: number;
  readonly kappa: number;
  /** A class that never wins counts with precision 0, as scikit-learn has it. */
  readonly macro_precision: number;
  readonly macro_recall: number;
  readonly macro_f1: number;
}

/** @param matrix as `confusionOfClasses` gives it */
export function classFigures(matrix: Float64Array, classes: number): ClassFigures {
  const at = (row: number, column: number): number => matrix[row * classes + column] as number;
  const numbers = Array.from({ length: classes }, (_, c) => c);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const truth = numbers.map((row) => sum(numbers.map((column) => at(row, column))));
  const called = numbers.map((column) => sum(numbers.map((row) => at(row, column))));
  const all = sum(truth);
  const right = sum(numbers.map((c) => at(c, c)));
  const byChance = sum(numbers.map((c) => ((truth[c] as number) * (called[c] as number)) / (all * all)));
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const present = numbers.filter((c) => truth[c] !== 0);
  const recall = numbers.map((c) => share(at(c, c), truth[c] as number));
  return {
    accuracy: right / all,
    balanced_accuracy: sum(present.map((c) => recall[c] as number)) / present.length,
    kappa: (right / all - byChance) / (1 - byChance),
    macro_precision: sum(numbers.map((c) => share(at(c, c), called[c] as number))) / classes,
    macro_recall: sum(recall) / classes,
    macro_f1: sum(numbers.map((c) => share(2 * at(c, c), (truth[c] as number) + (called[c] as number)))) / classes,
  };
}

/** Weighted area under the ROC of each class against all others; their mean is the macro one-versus-rest area. */
export function areasOneVersusRest({ scores, classes, labels, weights }: ClassifiedEvents): number[] {
  const events = scores.length / classes;
  return Array.from({ length: classes }, (_, c) => {
    const own = Float64Array.from({ length: events }, (__, event) => scores[event * classes + c] as number);
    const binary = Int8Array.from({ length: events }, (__, event) => (labels[event] === c ? 1 : 0));
    return rankedArea({ scores: own, labels: binary, weights }, rankByFallingScore(own));
  });
}

/** Weighted mean of -ln P(true class). @param least what a smaller probability counts as */
export function logLossOfClasses({ scores, classes, labels, weights }: ClassifiedEvents, least = 2 ** -52): number {
  let [loss, sum] = [0, 0];
  for (let event = 0; event < weights.length; event++) {
    const weight = weights[event] as number;
    loss -= weight * Math.log(Math.max(scores[event * classes + (labels[event] as number)] as number, least));
    sum += weight;
  }
  return loss / sum;
}
