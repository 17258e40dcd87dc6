import { InputError } from '../../schemas/index.ts';
import type { InputWeightsRow, WeightRow } from '../../schemas/results/index.ts';
import type { Model } from '../../science/learning/model-file/index.ts';

/** Weights of a network's layer, and what each of its inputs gets of them. */
export interface LayerWeights {
  readonly weights: readonly WeightRow[];
  readonly inputs: readonly InputWeightsRow[];
}

/**
 * The weights of the first hidden layer (of the output where there is none), units by falling norm: those that nothing reaches come last.
 * @param negligible |weight| below which a connection counts as cut
 * @throws InputError `model-file` where the layer has no weights
 */
export function firstLayerWeights(
  { tensors, inputs, architecture }: Model,
  negligible: number,
  network: string,
): LayerWeights {
  const layer = architecture.network.hidden.length > 0 ? 'hidden_1' : 'output';
  const tensor = tensors.get(`${layer}/kernel`);
  const [rows = 0, units = 0] = tensor?.shape ?? [];
  if (tensor === undefined || rows !== inputs.length)
    throw new InputError('model-file', `the network ${network} has no weights of a first layer`, {
      expected: `a tensor ${layer}/weights of ${inputs.length} rows`,
    });
  const at = (input: number, unit: number): number => tensor.values[input * units + unit] as number;
  const norms = Array.from({ length: units }, (_, unit) =>
    Math.hypot(...inputs.map((_input, input) => at(input, unit))),
  );
  const order = norms.map((_, unit) => unit).sort((a, b) => (norms[b] as number) - (norms[a] as number) || a - b);
  const names = inputs.map(({ feature, use }) => (use === 'missing' ? `${feature} missing` : feature));
  return {
    weights: names.flatMap((input, row) =>
      order.map((unit, place) => ({ network, input, unit: place + 1, weight: at(row, unit) })),
    ),
    inputs: names.map((input, row) => {
      const own = order.map((unit) => at(row, unit));
      const squares = own.reduce((sum, weight) => sum + weight * weight, 0);
      return {
        network,
        input,
        root_mean_square: Math.sqrt(squares / units),
        largest: Math.max(...own.map(Math.abs)),
        negligible: own.filter((weight) => Math.abs(weight) < negligible).length / units,
      };
    }),
  };
}
