import { normalisationOf, hasBias } from '../graph/layers/stack.ts';
import { layerNormalisationEpsilon, negativeSlope, type HiddenLayer } from '../network.ts';
import type { Model } from '../model-file/index.ts';
import { dropoutLayer, tensorsOfLayer, type ExportedLayer } from './exported-layer.ts';

/** The layers after the inputs. */
export function hiddenLayers({ architecture, tensors }: Model): readonly ExportedLayer[] {
  const { network, outputs = 1 } = architecture;
  const dense = (name: string, units: number, activation: string, useBias: boolean): ExportedLayer => ({
    class_name: 'Dense',
    config: { name, trainable: true, units, activation, use_bias: useBias },
    weights: tensorsOfLayer(tensors, name, ['kernel', 'bias']),
  });
  const normalised = (name: string, by: 'batch' | 'layer'): ExportedLayer =>
    by === 'batch'
      ? {
          class_name: 'BatchNormalization',
          config: { name, trainable: true, axis: -1, ...network.batch_normalisation },
          weights: tensorsOfLayer(tensors, name.replace('_normalisation', '/normalisation'), [
            'gamma',
            'beta',
            'moving_mean',
            'moving_variance',
          ]),
        }
      : {
          class_name: 'LayerNormalization',
          config: { name, trainable: true, axis: -1, epsilon: layerNormalisationEpsilon(network) },
          weights: tensorsOfLayer(tensors, name.replace('_normalisation', '/normalisation'), ['gamma', 'beta']),
        };
  return [
    ...network.hidden.flatMap((hidden, index): ExportedLayer[] => {
      const name = `hidden_${index + 1}`;
      const normalisation = normalisationOf(hidden);
      const normaliser = normalisation === undefined ? [] : [normalised(`${name}_normalisation`, normalisation.by)];
      const before = normalisation?.place === true ? normaliser : [];
      const after = normalisation?.place === true ? [] : normaliser;
      // Where nothing comes between, the dense layer has the activation
      const inside = before.length === 0 && hidden.activation !== 'leaky-relu';
      return [
        dense(name, hidden.units, inside ? hidden.activation : 'linear', hasBias(hidden)),
        ...before,
        ...(inside ? [] : [activation(`${name}_activation`, hidden)]),
        ...after,
        ...dropoutLayer(`${name}_dropout`, hidden.dropout),
      ];
    }),
    dense('output', outputs, outputs === 1 ? 'sigmoid' : 'softmax', true),
  ];
}

function activation(name: string, hidden: HiddenLayer): ExportedLayer {
  if (hidden.activation === 'leaky-relu')
    return { class_name: 'LeakyReLU', config: { name, alpha: negativeSlope(hidden) }, weights: [] };
  return { class_name: 'Activation', config: { name, activation: hidden.activation }, weights: [] };
}
