import type { Stage } from '../../science/learning/index.ts';

const functions = {
  linear: (z: number) => z,
  relu: (z: number) => Math.max(0, z),
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  elu: (z: number) => (z > 0 ? z : Math.expm1(z)),
  selu: (z: number) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
};

/**
 * Probability of signal of one event, number by number in float64.
 * @param keep factor on unit `unit` of dropout `dropout`; 1 without dropout
 */
export function naiveScore(
  stages: readonly Stage[],
  input: ArrayLike<number>,
  keep: (dropout: number, unit: number) => number = () => 1,
): number {
  let values = Array.from(input);
  let dropouts = 0;
  for (const { units, weights, bias, activation, dropout } of stages) {
    const next = Array.from({ length: units }, (_, unit) => {
      const z = values.reduce((sum, value, i) => sum + value * (weights[i * units + unit] as number), bias[unit] ?? 0);
      return functions[activation](z) * (dropout > 0 ? keep(dropouts, unit) : 1);
    });
    if (dropout > 0) dropouts++;
    values = next;
  }
  return functions.sigmoid(values[0] as number);
}
