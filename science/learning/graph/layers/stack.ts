import type { Architecture } from '../../network.ts';
import { activate } from './activation.ts';
import { batchNormalisation } from './batch-normalisation.ts';
import { dense, type DenseSpec } from './dense.ts';
import type { Layer } from './layer.ts';
import { normalisedDense } from './normalised-dense.ts';

/** A dropout of a network: how wide its mask is, and the fraction dropped. */
export interface DropoutSpec {
  readonly units: number;
  readonly rate: number;
}

export interface Stack {
  /** In the order in which values pass; the last one puts out the logit, `[events, 1]`. */
  readonly layers: readonly Layer[];
  readonly dropouts: readonly DropoutSpec[];
}

/**
 * The layers of a network.
 * @param fused takes kernels that apply relu with the matrix product: processors have them
 */
export function stackLayers({ inputs, inputNormalisation, network }: Architecture, fused = false): Stack {
  const layers: Layer[] = [];
  const dropouts: DropoutSpec[] = [];
  const addDense = (spec: DenseSpec) => {
    const normalised = inputNormalisation && layers.length === 0;
    layers.push(normalised ? normalisedDense(spec, network.batch_normalisation) : dense(spec));
  };
  let width = inputs;
  network.hidden.forEach(({ units, activation, dropout, batch_normalisation: normalised, initialiser }, index) => {
    const name = `hidden_${index + 1}`;
    const relu = fused && activation === 'relu' && !normalised;
    addDense({ name, inputs: width, units, initialiser, bias: !normalised, relu });
    if (normalised) layers.push(batchNormalisation(`${name}/normalisation`, units, network.batch_normalisation));
    const drop = dropout > 0 ? { number: dropouts.length, rate: dropout } : undefined;
    if (activation !== 'linear' || drop !== undefined) layers.push(activate(activation, drop, relu));
    if (dropout > 0) dropouts.push({ units, rate: dropout });
    width = units;
  });
  addDense({
    name: 'output',
    inputs: width,
    units: 1,
    initialiser: network.output_initialiser,
    bias: true,
    relu: false,
  });
  return { layers, dropouts };
}
