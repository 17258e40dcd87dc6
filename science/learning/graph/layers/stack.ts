import { layerNormalisationEpsilon, type Activation, type Architecture, type HiddenLayer } from '../../network.ts';
import type { Kernels } from '../execution.ts';
import { activate } from './activation.ts';
import { batchNormalisation } from './batch-normalisation.ts';
import { dense, type AppliedActivation, type DenseSpec } from './dense.ts';
import type { Layer } from './layer.ts';
import { layerNormalisation } from './layer-normalisation.ts';
import { normalisedDense } from './normalised-dense.ts';

/** A dropout of a network: how wide its mask is, and the fraction dropped. */
export interface DropoutSpec {
  readonly units: number;
  readonly rate: number;
}

export interface Stack {
  /** In the order in which values pass; the last one puts out the logits, `[events, outputs]`. */
  readonly layers: readonly Layer[];
  readonly dropouts: readonly DropoutSpec[];
  /** The first layer normalises the inputs by batch: it takes their moments over all events before any goes through. */
  readonly normalisesInputs: boolean;
}

const linear = { activation: 'linear' } as const;
const plain: Kernels = { fused: false, oneDnn: false };

/**
 * The layers of a network.
 * @param kernels those that apply activations with the matrix product
 */
export function stackLayers(architecture: Architecture, kernels: Kernels = plain): Stack {
  const { inputs, inputNormalisation, network, outputs = 1 } = architecture;
  const layers: Layer[] = [];
  const dropouts: DropoutSpec[] = [];
  const numbered = (units: number, rate: number) => {
    if (rate === 0) return undefined;
    dropouts.push({ units, rate });
    return { number: dropouts.length - 1, rate };
  };
  const normalise = (name: string, units: number, by: 'batch' | 'layer') => {
    layers.push(
      by === 'batch'
        ? batchNormalisation(name, units, network.batch_normalisation)
        : layerNormalisation(name, units, layerNormalisationEpsilon(network)),
    );
  };
  const penalties = ({ l1 = network.l1 ?? 0, l2 = network.l2 ?? 0 }: Partial<Pick<HiddenLayer, 'l1' | 'l2'>>) => ({
    l1,
    l2,
  });

  // Batch normalisation of the inputs goes into the first layer's weights, unless dropout lies between them
  const inputDropout = network.input_dropout ?? 0;
  const folded = inputNormalisation === true && inputDropout === 0;
  if (inputNormalisation !== false && !folded)
    normalise('input_normalisation', inputs, inputNormalisation === true ? 'batch' : 'layer');
  if (inputDropout > 0) layers.push(activate(linear, numbered(inputs, inputDropout), 'nothing'));
  const addDense = (spec: DenseSpec) => {
    const first = layers.length === 0;
    layers.push(folded && first ? normalisedDense(spec, network.batch_normalisation) : dense(spec));
  };

  let width = inputs;
  network.hidden.forEach((hidden, index) => {
    const { units, activation, dropout, initialiser } = hidden;
    const name = `hidden_${index + 1}`;
    const normalisation = normalisationOf(hidden);
    const before = normalisation?.place === true;
    const applied = before ? 'nothing' : appliedBy(kernels, activation, normalisation !== undefined);
    const bias = hasBias(hidden);
    addDense({ name, inputs: width, units, initialiser, bias, applied, kernels, ...penalties(hidden) });
    if (normalisation?.place === true) normalise(`${name}/normalisation`, units, normalisation.by);
    const after = normalisation?.place === 'after-activation';
    const drop = numbered(units, dropout);
    if (activation !== 'linear' || (drop !== undefined && !after))
      layers.push(activate(hidden, after ? undefined : drop, applied));
    if (after) {
      normalise(`${name}/normalisation`, units, normalisation.by);
      if (drop !== undefined) layers.push(activate(linear, drop, 'nothing'));
    }
    width = units;
  });
  addDense({
    name: 'output',
    inputs: width,
    units: outputs,
    initialiser: network.output_initialiser,
    bias: true,
    applied: 'nothing',
    kernels,
    ...penalties({}),
  });
  return { layers, dropouts, normalisesInputs: folded };
}

/**
 * What the dense layer's kernel does of an activation. Selu is made from elu, but for a factor that the next layer's weights take: not
 * where a normalisation comes first.
 */
function appliedBy({ fused, oneDnn }: Kernels, activation: Activation, normalised: boolean): AppliedActivation {
  if (fused && activation === 'relu') return 'relu';
  return oneDnn && (activation === 'elu' || (activation === 'selu' && !normalised)) ? 'elu' : 'nothing';
}

/** How a hidden layer is normalised, and where: true before the activation. */
export function normalisationOf({
  batch_normalisation: batch,
  layer_normalisation: layer = false,
}: HiddenLayer): { readonly by: 'batch' | 'layer'; readonly place: true | 'after-activation' } | undefined {
  if (batch !== false) return { by: 'batch', place: batch };
  return layer === false ? undefined : { by: 'layer', place: layer };
}

/** A layer that is normalised before its activation has no bias: the normalisation has a shift of its own. */
export const hasBias = (hidden: HiddenLayer): boolean => normalisationOf(hidden)?.place !== true;
