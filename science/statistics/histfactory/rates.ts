import { channelColumns, type ChannelColumns } from './columns.ts';
import type { Block, Model } from './types.ts';

/** Expected counts of a model at a point, with their derivatives there. Holds buffers: one for each thread of work. */
export interface Rates {
  /** [bins], of the point of the last `update`. */
  readonly expected: Float64Array;
  /** Computes the expected counts at `theta`; `sides` says which slope a kinked parameter has at 0. */
  update(theta: Float64Array, sides: Int8Array): void;
  /** gradient[i] += sum over bins of weight_b d nu_b / d theta_i */
  addGradient(weights: Float64Array, gradient: Float64Array): void;
  /** hessian[i, j] += sum over bins of weight_b d^2 nu_b / d theta_i d theta_j (both triangles) */
  addCurvature(weights: Float64Array, hessian: Float64Array): void;
  /** hessian[i, j] += sum over bins of weight_b (d nu_b / d theta_i) (d nu_b / d theta_j) (both triangles) */
  addOuterProducts(weights: Float64Array, hessian: Float64Array): void;
}

/** A block with the values at the current point. */
export interface BlockState {
  readonly block: Block;
  readonly first: number;
  /** Of each factor: value, slope, curvature; then slope / value and curvature / value as the derivatives use them. */
  readonly factor: Float64Array;
  readonly slope: Float64Array;
  readonly bend: Float64Array;
  /** Of each shift: g, g', g'' and the parameter. */
  readonly even: Float64Array;
  readonly alpha: Float64Array;
  /** [bins] product of all factors, and the counts. */
  readonly scale: Float64Array;
  readonly counts: Float64Array;
  /** [factors per bin x bins] the values of the parameters, never 0. */
  readonly gamma: readonly Float64Array[];
}

/**
 * In place of a factor of exactly 0 (a signal strength, mostly): so small that what it multiplies vanishes, and yet d(product)/d(factor)
 * = product / factor stays exact. Two such factors still have a product.
 */
const NEARLY_ZERO = 1e-150;

export function ratesOf(model: Model): Rates {
  const states = model.blocks.map((block) => stateOf(model, block));
  const columns = channelColumns(model);
  const count = model.parameters.length;
  const expected = new Float64Array(model.bins);
  return {
    expected,
    update(theta, sides) {
      expected.fill(0);
      for (const state of states) updateBlock(state, theta, sides, expected);
    },
    addGradient(weights, gradient) {
      for (const state of states) addBlockGradient(state, weights, gradient);
    },
    addCurvature(weights, hessian) {
      for (const state of states) addBlockCurvature(state, weights, hessian, count);
    },
    addOuterProducts(weights, hessian) {
      let next = 0;
      for (const channel of columns) {
        channel.clear();
        for (; states[next]?.block.channel === channel.index; next++)
          addBlockJacobian(states[next] as BlockState, channel);
        channel.addOuterProducts(weights, hessian, count);
      }
    },
  };
}

function stateOf(model: Model, block: Block): BlockState {
  const bins = block.nominal.length;
  return {
    block,
    first: model.channels[block.channel]?.first ?? 0,
    factor: new Float64Array(3 * block.factors.length),
    slope: new Float64Array(block.factors.length),
    bend: new Float64Array(block.factors.length),
    even: new Float64Array(3 * block.shifts.length),
    alpha: new Float64Array(block.shifts.length),
    scale: new Float64Array(bins),
    counts: new Float64Array(bins),
    gamma: block.binFactors.map(() => new Float64Array(bins)),
  };
}

function updateBlock(state: BlockState, theta: Float64Array, sides: Int8Array, expected: Float64Array): void {
  const { block, first, factor, slope, bend, even, alpha, scale, counts, gamma } = state;
  const bins = counts.length;
  let product = 1;
  for (let k = 0; k < block.factors.length; k++) {
    const { parameter, evaluate } = block.factors[k] as Block['factors'][number];
    evaluate(theta[parameter] as number, sides[parameter] as number, factor, 3 * k);
    const value = (factor[3 * k] as number) || NEARLY_ZERO;
    product *= value;
    slope[k] = (factor[3 * k + 1] as number) / value;
    bend[k] = (factor[3 * k + 2] as number) / value;
  }
  scale.fill(product);
  for (let g = 0; g < gamma.length; g++) {
    const values = gamma[g] as Float64Array;
    const parameters = block.binFactors[g] as Int32Array;
    for (let b = 0; b < bins; b++) {
      const value = (theta[parameters[b] as number] as number) || NEARLY_ZERO;
      values[b] = value;
      scale[b] = (scale[b] as number) * value;
    }
  }
  counts.set(block.nominal);
  for (let h = 0; h < block.shifts.length; h++) {
    const { parameter, even: evaluate, symmetric, asymmetric } = block.shifts[h] as Block['shifts'][number];
    const value = theta[parameter] as number;
    alpha[h] = value;
    evaluate(value, sides[parameter] as number, even, 3 * h);
    if (value === 0) continue;
    const g = even[3 * h] as number;
    if (asymmetric === null)
      for (let b = 0; b < bins; b++) counts[b] = (counts[b] as number) + value * (symmetric[b] as number);
    else
      for (let b = 0; b < bins; b++)
        counts[b] = (counts[b] as number) + value * (symmetric[b] as number) + g * (asymmetric[b] as number);
  }
  for (let b = 0; b < bins; b++) {
    const rate = (counts[b] as number) * (scale[b] as number);
    counts[b] = rate;
    expected[first + b] = (expected[first + b] as number) + rate;
  }
}

function addBlockGradient(
  { block, first, slope, even, scale, counts, gamma }: BlockState,
  weights: Float64Array,
  gradient: Float64Array,
): void {
  const bins = counts.length;
  let total = 0;
  for (let b = 0; b < bins; b++) total += (weights[first + b] as number) * (counts[b] as number);
  for (let k = 0; k < block.factors.length; k++) {
    const { parameter } = block.factors[k] as Block['factors'][number];
    gradient[parameter] = (gradient[parameter] as number) + total * (slope[k] as number);
  }
  for (let h = 0; h < block.shifts.length; h++) {
    const { parameter, symmetric, asymmetric } = block.shifts[h] as Block['shifts'][number];
    const dg = even[3 * h + 1] as number;
    let sum = 0;
    for (let b = 0; b < bins; b++) {
      const shape = (symmetric[b] as number) + (asymmetric === null ? 0 : dg * (asymmetric[b] as number));
      sum += (weights[first + b] as number) * (scale[b] as number) * shape;
    }
    gradient[parameter] = (gradient[parameter] as number) + sum;
  }
  for (let g = 0; g < gamma.length; g++) {
    const values = gamma[g] as Float64Array;
    const parameters = block.binFactors[g] as Int32Array;
    for (let b = 0; b < bins; b++) {
      const parameter = parameters[b] as number;
      const slopeOfBin = (counts[b] as number) / (values[b] as number);
      gradient[parameter] = (gradient[parameter] as number) + (weights[first + b] as number) * slopeOfBin;
    }
  }
}

function addBlockJacobian({ block, slope, even, scale, counts, gamma }: BlockState, columns: ChannelColumns): void {
  const bins = counts.length;
  for (let k = 0; k < block.factors.length; k++) {
    const column = columns.column((block.factors[k] as Block['factors'][number]).parameter);
    const u = slope[k] as number;
    for (let b = 0; b < bins; b++) column[b] = (column[b] as number) + u * (counts[b] as number);
  }
  for (let h = 0; h < block.shifts.length; h++) {
    const { parameter, symmetric, asymmetric } = block.shifts[h] as Block['shifts'][number];
    const column = columns.column(parameter);
    const dg = even[3 * h + 1] as number;
    for (let b = 0; b < bins; b++) {
      const shape = (symmetric[b] as number) + (asymmetric === null ? 0 : dg * (asymmetric[b] as number));
      column[b] = (column[b] as number) + (scale[b] as number) * shape;
    }
  }
  for (let g = 0; g < gamma.length; g++) {
    const values = gamma[g] as Float64Array;
    const column = columns.binColumn((block.binFactors[g] as Int32Array)[0] as number);
    for (let b = 0; b < bins; b++) column[b] = (column[b] as number) + (counts[b] as number) / (values[b] as number);
  }
}

/**
 * Second derivatives of (nominal + shifts) x factors: u_i u_j rate for two factors, (curvature / value) rate for one twice, and
 * u_i scale (d shift) for a factor with a shift; u = slope / value.
 */
function addBlockCurvature(state: BlockState, weights: Float64Array, hessian: Float64Array, n: number): void {
  const { block, first, slope, bend, even, scale, counts, gamma } = state;
  const bins = counts.length;
  const add = (i: number, j: number, value: number): void => {
    hessian[i * n + j] = (hessian[i * n + j] as number) + value;
    if (i !== j) hessian[j * n + i] = (hessian[j * n + i] as number) + value;
  };
  let total = 0;
  for (let b = 0; b < bins; b++) total += (weights[first + b] as number) * (counts[b] as number);
  const factors = block.factors;
  for (let k = 0; k < factors.length; k++) {
    const i = (factors[k] as Block['factors'][number]).parameter;
    add(i, i, total * (bend[k] as number));
    for (let l = 0; l < k; l++)
      add(i, (factors[l] as Block['factors'][number]).parameter, total * (slope[k] as number) * (slope[l] as number));
  }
  for (let h = 0; h < block.shifts.length; h++) {
    const { parameter, symmetric, asymmetric } = block.shifts[h] as Block['shifts'][number];
    const [dg, ddg] = [even[3 * h + 1] as number, even[3 * h + 2] as number];
    let [sum, second] = [0, 0];
    for (let b = 0; b < bins; b++) {
      const a = asymmetric === null ? 0 : (asymmetric[b] as number);
      const weight = (weights[first + b] as number) * (scale[b] as number);
      const slopeOfBin = weight * ((symmetric[b] as number) + dg * a);
      sum += slopeOfBin;
      second += weight * ddg * a;
      for (let g = 0; g < gamma.length; g++)
        add(
          parameter,
          (block.binFactors[g] as Int32Array)[b] as number,
          slopeOfBin / ((gamma[g] as Float64Array)[b] as number),
        );
    }
    add(parameter, parameter, second);
    for (let k = 0; k < factors.length; k++) {
      const i = (factors[k] as Block['factors'][number]).parameter;
      // A name shared by normsys and histosys is one parameter: the cross term counts twice on the diagonal.
      add(i, parameter, (i === parameter ? 2 : 1) * (slope[k] as number) * sum);
    }
  }
  for (let g = 0; g < gamma.length; g++) {
    for (let b = 0; b < bins; b++) {
      const i = (block.binFactors[g] as Int32Array)[b] as number;
      const rate = ((weights[first + b] as number) * (counts[b] as number)) / ((gamma[g] as Float64Array)[b] as number);
      for (let k = 0; k < factors.length; k++)
        add(i, (factors[k] as Block['factors'][number]).parameter, rate * (slope[k] as number));
      for (let other = 0; other < g; other++)
        add(
          i,
          (block.binFactors[other] as Int32Array)[b] as number,
          rate / ((gamma[other] as Float64Array)[b] as number),
        );
    }
  }
}
