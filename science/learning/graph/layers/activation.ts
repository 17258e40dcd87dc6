import { negativeSlope, type Activation, type Nonlinearity } from '../../network.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { AppliedActivation } from './dense.ts';
import type { Layer } from './layer.ts';

interface ActivationRule {
  apply(o: Operations, z: Value): Value;
  /** Gradient by z, from that by the output y. */
  gradient(o: Operations, gradient: Value, y: Value, z: Value): Value;
  /** The gradient is zero wherever y is: a dropped output then needs no mask on the way back. */
  readonly zeroStopsGradient: boolean;
}

const rules: Readonly<Record<Exclude<Activation, 'linear' | 'leaky-relu'>, ActivationRule>> = {
  relu: { apply: (o, z) => o.relu(z), gradient: (o, g, y) => o.reluGradient(g, y), zeroStopsGradient: true },
  selu: { apply: (o, z) => o.selu(z), gradient: (o, g, y) => o.seluGradient(g, y), zeroStopsGradient: false },
  elu: { apply: (o, z) => o.elu(z), gradient: (o, g, y) => o.eluGradient(g, y), zeroStopsGradient: false },
  tanh: { apply: (o, z) => o.tanh(z), gradient: (o, g, y) => o.tanhGradient(g, y), zeroStopsGradient: false },
  sigmoid: { apply: (o, z) => o.sigmoid(z), gradient: (o, g, y) => o.sigmoidGradient(g, y), zeroStopsGradient: false },
  // z Phi(z) with the normal distribution Phi, not its approximation by tanh (Hendrycks and Gimpel, arXiv:1606.08415)
  gelu: {
    apply: (o, z) => o.multiply(z, normalDistribution(o, z)),
    gradient(o, g, _, z) {
      const density = o.multiply(
        o.exponential(o.multiply(o.square(z), o.float(-0.5))),
        o.float(1 / Math.sqrt(2 * Math.PI)),
      );
      return o.multiply(g, o.add(normalDistribution(o, z), o.multiply(z, density)));
    },
    zeroStopsGradient: false,
  },
};

function normalDistribution(o: Operations, z: Value): Value {
  const half = o.float(0.5);
  return o.add(o.multiply(o.erf(o.multiply(z, o.float(Math.SQRT1_2))), half), half);
}

function ruleOf(given: Nonlinearity): ActivationRule | undefined {
  if (given.activation === 'linear') return undefined;
  if (given.activation !== 'leaky-relu') return rules[given.activation];
  const slope = negativeSlope(given);
  return {
    apply: (o, z) => o.leakyRelu(z, slope),
    gradient: (o, g, y) => o.leakyReluGradient(g, y, slope),
    zeroStopsGradient: false,
  };
}

/** y = f(z), as it is without training. */
export function applyActivation(o: Operations, activation: Nonlinearity, z: Value): Value {
  return ruleOf(activation)?.apply(o, z) ?? z;
}

interface Drop {
  readonly number: number;
  readonly rate: number;
}

const scaleOf = (dropout: Drop | undefined): number => (dropout === undefined ? 1 : 1 / (1 - dropout.rate));

/** selu(z) = lambda (z where z > 0, else alpha (e^z - 1)) (Klambauer et al., arXiv:1706.02515, eq. 14). */
const [lambda, alpha] = [1.0507009873554805, 1.6732632423543772];

/**
 * selu from elu(z): lambda times elu where that is positive, else alpha elu. All factors go into the mask, for both ways; without one, lambda
 * goes into the weights that come next.
 */
function seluOfElu(dropout: Drop | undefined): Layer {
  return {
    parameters: [],
    averages: [],
    train(pass, { value: elu }) {
      const { o } = pass;
      if (dropout === undefined)
        return {
          output: { value: o.leakyRelu(elu, alpha), scale: lambda },
          backward: (gradient) => o.eluGradient(o.leakyReluGradient(gradient, elu, alpha), elu),
        };
      const factor = o.leakyReluGradient(pass.mask(dropout.number, lambda * scaleOf(dropout)), elu, alpha);
      return {
        output: { value: o.multiply(elu, factor), scale: 1 },
        backward: (gradient) => o.eluGradient(o.multiply(gradient, factor), elu),
      };
    },
    infer: ({ o }, { value }) => ({ value: o.leakyRelu(value, alpha), scale: lambda }),
  };
}

/**
 * An activation and the dropout of its outputs.
 * @param dropout numbers it among the network's dropouts
 * @param done what the layer before has done of it already
 */
export function activate(activation: Nonlinearity, dropout: Drop | undefined, done: AppliedActivation): Layer {
  if (activation.activation === 'selu' && done === 'elu') return seluOfElu(dropout);
  const applied = done !== 'nothing';
  const rule = ruleOf(activation);
  // Without a mask on the way back, 1 / (1 - rate) goes into the weights that come next
  const inMask = rule?.zeroStopsGradient !== true;
  const apply = (o: Operations, z: Value) => (applied ? z : (rule?.apply(o, z) ?? z));
  return {
    parameters: [],
    averages: [],
    train(pass, { value: z }) {
      const { o } = pass;
      const y = apply(o, z);
      const mask = dropout === undefined ? undefined : pass.mask(dropout.number, inMask ? scaleOf(dropout) : 1);
      const kept = mask === undefined ? y : o.multiply(y, mask);
      return {
        output: { value: kept, scale: inMask ? 1 : scaleOf(dropout) },
        backward(gradient) {
          if (rule?.zeroStopsGradient === true) return rule.gradient(o, gradient, kept, z);
          const masked = mask === undefined ? gradient : o.multiply(gradient, mask);
          return rule?.gradient(o, masked, y, z) ?? masked;
        },
      };
    },
    infer: ({ o }, { value }) => ({ value: apply(o, value), scale: 1 }),
  };
}
