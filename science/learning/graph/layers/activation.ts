import type { Activation } from '../../network.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { Layer } from './layer.ts';

interface ActivationRule {
  apply(o: Operations, z: Value): Value;
  /** Gradient by z, from that by the output y. */
  gradient(o: Operations, gradient: Value, y: Value): Value;
  /** The gradient is zero wherever y is: a dropped output then needs no mask on the way back. */
  readonly zeroStopsGradient: boolean;
}

const rules: Readonly<Record<Exclude<Activation, 'linear'>, ActivationRule>> = {
  relu: { apply: (o, z) => o.relu(z), gradient: (o, g, y) => o.reluGradient(g, y), zeroStopsGradient: true },
  selu: { apply: (o, z) => o.selu(z), gradient: (o, g, y) => o.seluGradient(g, y), zeroStopsGradient: false },
  elu: { apply: (o, z) => o.elu(z), gradient: (o, g, y) => o.eluGradient(g, y), zeroStopsGradient: false },
  tanh: { apply: (o, z) => o.tanh(z), gradient: (o, g, y) => o.tanhGradient(g, y), zeroStopsGradient: false },
  sigmoid: { apply: (o, z) => o.sigmoid(z), gradient: (o, g, y) => o.sigmoidGradient(g, y), zeroStopsGradient: false },
};

/** y = f(z), as it is without training. */
export function applyActivation(o: Operations, activation: Activation, z: Value): Value {
  return activation === 'linear' ? z : rules[activation].apply(o, z);
}

/**
 * An activation and the dropout of its outputs.
 * @param dropout numbers it among the network's dropouts
 * @param applied the layer before has applied the activation already
 */
export function activate(
  activation: Activation,
  dropout: { readonly number: number; readonly rate: number } | undefined,
  applied: boolean,
): Layer {
  const rule = activation === 'linear' ? undefined : rules[activation];
  const apply = (o: Operations, z: Value) => (applied ? z : (rule?.apply(o, z) ?? z));
  return {
    parameters: [],
    averages: [],
    train(pass, { value: z }) {
      const { o } = pass;
      const y = apply(o, z);
      const mask = dropout === undefined ? undefined : pass.mask(dropout.number);
      const kept = mask === undefined ? y : o.multiply(y, mask);
      return {
        output: { value: kept, scale: dropout === undefined ? 1 : 1 / (1 - dropout.rate) },
        backward(gradient) {
          if (rule?.zeroStopsGradient === true) return rule.gradient(o, gradient, kept);
          const masked = mask === undefined ? gradient : o.multiply(gradient, mask);
          return rule?.gradient(o, masked, y) ?? masked;
        },
      };
    },
    infer: ({ o }, { value }) => ({ value: apply(o, value), scale: 1 }),
  };
}
