import { negativeSlope, type Activation, type Stage } from '../../science/learning/index.ts';

const functions: Readonly<Record<Activation, (z: number, slope: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: (z) => Math.tanh(z),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
  selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
  'leaky-relu': (z, slope) => (z > 0 ? z : slope * z),
  gelu: (z) => z * normalDistribution(z),
};

/** Phi(z) by Simpson's rule over its density. */
function normalDistribution(z: number): number {
  const steps = 2000;
  const width = z / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const factor = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += factor * Math.exp(-((i * width) ** 2) / 2);
  }
  return 0.5 + ((width / 3) * sum) / Math.sqrt(2 * Math.PI);
}

/**
 * Probability of signal of one event, number by number in float64.
 * @param keep factor on unit `unit` of dropout `dropout`; 1 without dropout
 */
export function naiveScore(
  stages: readonly Stage[],
  input: ArrayLike<number>,
  keep: (dropout: number, unit: number) => number = () => 1,
): number {
  return functions.sigmoid(naiveLogits(stages, input, keep)[0] as number, 0);
}

/** Probability of each class of one event. */
export function naiveClasses(
  stages: readonly Stage[],
  input: ArrayLike<number>,
  keep: (dropout: number, unit: number) => number = () => 1,
): readonly number[] {
  const powers = naiveLogits(stages, input, keep).map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function naiveLogits(
  stages: readonly Stage[],
  input: ArrayLike<number>,
  keep: (dropout: number, unit: number) => number,
): readonly number[] {
  let values = Array.from(input);
  let dropouts = 0;
  for (const stage of stages) {
    const { units, weights, bias, activation, dropout, normalisation } = stage;
    const normalised = (place: string, z: readonly number[]) => (normalisation?.place === place ? affine(stage, z) : z);
    const sums = Array.from({ length: units }, (_, unit) =>
      values.reduce((sum, value, i) => sum + value * (weights[i * units + unit] as number), bias[unit] ?? 0),
    );
    const active = normalised('before-activation', sums).map((z) => functions[activation](z, negativeSlope(stage)));
    values = normalised('after-activation', active).map((y, unit) => y * (dropout > 0 ? keep(dropouts, unit) : 1));
    if (dropout > 0) dropouts++;
  }
  return values;
}

function affine({ normalisation, vectors }: Stage, z: readonly number[]): readonly number[] {
  let x = z;
  if (normalisation?.rows !== undefined) {
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const variance = z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length;
    x = z.map((value) => (value - mean) / Math.sqrt(variance + (normalisation.rows?.epsilon ?? 0)));
  }
  return x.map((value, unit) => value * (vectors?.scale[unit] ?? 1) + (vectors?.shift[unit] ?? 0));
}
