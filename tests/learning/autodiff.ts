import type { Variable } from '@tensorflow/tfjs-node-gpu';
import type { Architecture } from '../../science/learning/index.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import type { EventSet } from '../../science/learning/training/index.ts';

/**
 * Gradients of the weighted mean loss of one batch by every parameter, by tfjs' automatic differentiation of a network
 * written layer by layer.
 * @param masks `[events x units]` of each dropout, 1 where kept
 */
export function automaticGradients(
  { inputs, inputNormalisation, network }: Architecture,
  parameters: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
  { features, labels, weights }: EventSet,
  masks: readonly Float32Array[],
): ReadonlyMap<string, Float32Array> {
  const tf = loadNative(1).tensorflow;
  const events = labels.length;
  const variables = new Map<string, Variable>(
    [...parameters].map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, [...shape]))]),
  );
  const get = (name: string) => variables.get(name) as Variable;
  const { epsilon } = network.batch_normalisation;
  const normalise = (x: ReturnType<typeof tf.tensor>, name: string) => {
    const { mean, variance } = tf.moments(x, 0);
    return x
      .sub(mean)
      .div(variance.add(epsilon).sqrt())
      .mul(get(`${name}/gamma`))
      .add(get(`${name}/beta`));
  };
  const { value, grads } = tf.variableGrads(() => {
    let x: ReturnType<typeof tf.tensor> = tf.tensor(features, [events, inputs]);
    if (inputNormalisation) x = normalise(x, 'input_normalisation');
    let dropouts = 0;
    network.hidden.forEach((layer, index) => {
      const name = `hidden_${index + 1}`;
      x = tf.matMul(x, get(`${name}/kernel`));
      x = layer.batch_normalisation ? normalise(x, `${name}/normalisation`) : x.add(get(`${name}/bias`));
      if (layer.activation !== 'linear') x = tf[layer.activation](x);
      if (layer.dropout > 0) {
        const mask = tf.tensor(masks[dropouts++] as Float32Array, [events, layer.units]);
        x = x.mul(mask).div(1 - layer.dropout);
      }
    });
    const logits = tf.matMul(x, get('output/kernel')).add(get('output/bias')).reshape([events]);
    const loss = tf.softplus(logits).sub(logits.mul(tf.tensor(labels)));
    return loss.mul(tf.tensor(weights)).mean();
  }, [...variables.values()]);
  const gradients = new Map(
    [...variables].map(([name, { name: id }]) => [name, (grads[id]?.dataSync() ?? new Float32Array()) as Float32Array]),
  );
  tf.dispose([value, grads, ...variables.values()]);
  return gradients;
}
