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
          for (let l = 0; l <= k; l++) {
            const other = lists[l] as Float64Array;
            let sum = 0;
            for (let b = 0; b < bins; b++) sum += (weighted[b] as number) * (other[b] as number);
            add(i, whole[l] as number, sum);
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
