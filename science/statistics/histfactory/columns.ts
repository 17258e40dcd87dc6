import type { Model } from './types.ts';

/** The derivatives of one channel's counts by the parameters that it depends on, parameter by parameter. */
export interface ChannelColumns {
  readonly index: number;
  clear(): void;
  /** [bins] of a parameter that acts on all bins. */
  column(parameter: number): Float64Array;
  /** [bins] of parameters that act on one bin each; the parameter of the first bin names them. */
  binColumn(firstParameter: number): Float64Array;
  /** hessian[i, j] += sum over bins of weight_b (d nu_b / d theta_i) (d nu_b / d theta_j), both triangles. */
  addOuterProducts(weights: Float64Array, hessian: Float64Array, n: number): void;
}

export function channelColumns(model: Model): readonly ChannelColumns[] {
  return model.channels.map(({ first, bins }, index) => {
    const blocks = model.blocks.filter(({ channel }) => channel === index);
    const whole = [
      ...new Set(blocks.flatMap(({ factors, shifts }) => [...factors, ...shifts].map(({ parameter }) => parameter))),
    ];
    const columns = new Map(whole.map((parameter) => [parameter, new Float64Array(bins)]));
    const perBin = new Map(blocks.flatMap(({ binFactors }) => binFactors.map((list) => [list[0] as number, list])));
    const binColumns = new Map([...perBin.keys()].map((parameter) => [parameter, new Float64Array(bins)]));
    const weighted = new Float64Array(bins);
    const sums = new Float64Array(4);
    return {
      index,
      clear() {
        for (const column of columns.values()) column.fill(0);
        for (const column of binColumns.values()) column.fill(0);
      },
      column: (parameter) => columns.get(parameter) as Float64Array,
      binColumn: (parameter) => binColumns.get(parameter) as Float64Array,
      addOuterProducts(weights, hessian, n) {
        const add = (i: number, j: number, value: number): void => {
          hessian[i * n + j] = (hessian[i * n + j] as number) + value;
          if (i !== j) hessian[j * n + i] = (hessian[j * n + i] as number) + value;
        };
        const lists = [...columns.values()];
        const binLists = [...binColumns].map(
          ([parameter, column]) => [perBin.get(parameter) as Int32Array, column] as const,
        );
        for (let k = 0; k < whole.length; k++) {
          const i = whole[k] as number;
          const column = lists[k] as Float64Array;
          for (let b = 0; b < bins; b++) weighted[b] = (weights[first + b] as number) * (column[b] as number);
          for (let l = 0; l <= k; l += 4) {
            dotProducts(weighted, lists, l, sums);
            for (let m = l; m <= Math.min(l + 3, k); m++) add(i, whole[m] as number, sums[m - l] as number);
          }
          for (const [parameters, other] of binLists)
            for (let b = 0; b < bins; b++)
              add(i, parameters[b] as number, (weighted[b] as number) * (other[b] as number));
        }
        for (let g = 0; g < binLists.length; g++) {
          const [parameters, column] = binLists[g] as (typeof binLists)[number];
          for (let b = 0; b < bins; b++) {
            const weight = (weights[first + b] as number) * (column[b] as number);
            for (let other = 0; other <= g; other++) {
              const [others, otherColumn] = binLists[other] as (typeof binLists)[number];
              add(parameters[b] as number, others[b] as number, weight * (otherColumn[b] as number));
            }
          }
        }
      },
    };
  });
}

/** Products of a vector with four vectors of a list at once: the sums do not wait for each other. */
function dotProducts(vector: Float64Array, list: readonly Float64Array[], first: number, sums: Float64Array): void {
  const a = list[first] as Float64Array;
  const [b, c, d] = [list[first + 1] ?? a, list[first + 2] ?? a, list[first + 3] ?? a];
  let [x, y, z, u] = [0, 0, 0, 0];
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i] as number;
    x += value * (a[i] as number);
    y += value * (b[i] as number);
    z += value * (c[i] as number);
    u += value * (d[i] as number);
  }
  sums[0] = x;
  sums[1] = y;
  sums[2] = z;
  sums[3] = u;
}
