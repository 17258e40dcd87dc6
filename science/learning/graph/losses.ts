import type { Operations } from './operations/index.ts';
import type { Value } from './scope.ts';

/** A loss of one event, as a function of the network's logit z and the label y (1 signal, 0 background), `[events]` each. */
export interface Loss {
  value(o: Operations, logits: Value, labels: Value): Value;
  /** Derivative by the logit. */
  gradient(o: Operations, logits: Value, labels: Value): Value;
}

/**
 * Binary cross-entropy -y ln p - (1 - y) ln(1 - p) with p = sigmoid(z), as ln(1 + e^z) - y z: exact for any z, where
 * frameworks that clip p at 1e-7 are not.
 */
export const binaryCrossEntropy: Loss = {
  value: (o, logits, labels) => o.subtract(o.softplus(logits), o.multiply(logits, labels)),
  gradient: (o, logits, labels) => o.subtract(o.sigmoid(logits), labels),
};
