import type { LossSpec } from '../network.ts';
import type { Operations } from './operations/index.ts';
import type { Value } from './scope.ts';

/** Loss of each event, `[events]`, and its derivative by the logits, `[events, outputs]`. */
export interface LossValues {
  readonly value: Value;
  readonly slope: Value;
}

/**
 * A loss of each event, as a function of the network's logits, `[events, outputs]`, and the labels, `[events]`: the number of
 * the class (signal 1, background 0).
 */
export type Loss = (o: Operations, logits: Value, labels: Value) => LossValues;

/** @param outputs 1: a sigmoid's logit */
export function createLoss(spec: LossSpec, outputs: number): Loss {
  if (spec.name === 'focal') {
    if (outputs > 1) throw new RangeError('focal loss is of two classes');
    return focalLoss(spec.gamma, spec.alpha);
  }
  return outputs > 1 ? softmaxCrossEntropy : binaryCrossEntropy;
}

/** A loss of the logit z and the label y, `[events]` each. */
const ofOneLogit =
  (evaluate: (o: Operations, z: Value, y: Value) => LossValues): Loss =>
  (o, logits, labels) => {
    const { value, slope } = evaluate(o, o.reshape(logits, [-1]), labels);
    return { value, slope: o.reshape(slope, [-1, 1]) };
  };

/**
 * Binary cross-entropy -y ln p - (1 - y) ln(1 - p) with p = sigmoid(z), as ln(1 + e^z) - y z: exact for any z, where
 * frameworks that clip p at 1e-7 are not.
 */
export const binaryCrossEntropy: Loss = ofOneLogit((o, z, y) => ({
  value: o.subtract(o.softplus(z), o.multiply(z, y)),
  slope: o.subtract(o.sigmoid(z), y),
}));

/** -ln of the softmax of the event's class. */
export const softmaxCrossEntropy: Loss = (o, logits, labels) => o.softmaxCrossEntropy(logits, o.cast(labels, 'int32'));

/**
 * Focal loss -alpha_t (1 - p_t)^gamma ln p_t (Lin et al., arXiv:1708.02002, eq. 5) with p_t = sigmoid(s), s = z for signal and
 * -z for background: (1 - p_t)^gamma = exp(-gamma softplus(s)) and -ln p_t = softplus(-s), exact for any z.
 * Its derivative by s: -alpha_t (1 - p_t)^gamma (gamma p_t softplus(-s) + 1 - p_t).
 */
export const focalLoss = (gamma: number, alpha: number | undefined): Loss =>
  ofOneLogit((o, z, y) => {
    const sign = o.subtract(o.add(y, y), o.float(1));
    const s = o.multiply(sign, z);
    const opposite = o.subtract(o.float(0), s);
    const surprise = o.softplus(opposite);
    const damping = o.exponential(o.multiply(o.softplus(s), o.float(-gamma)));
    // 1 - alpha for background, alpha for signal
    const share =
      alpha === undefined
        ? damping
        : o.multiply(damping, o.add(o.float(1 - alpha), o.multiply(y, o.float(2 * alpha - 1))));
    const steepness = o.add(o.multiply(o.multiply(o.sigmoid(s), surprise), o.float(gamma)), o.sigmoid(opposite));
    return {
      value: o.multiply(share, surprise),
      slope: o.multiply(o.multiply(share, steepness), o.subtract(o.float(0), sign)),
    };
  });
