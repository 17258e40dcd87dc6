import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu';
import { negativeSlope, type HiddenLayer, type LossSpec } from '../../science/learning/index.ts';
import type { TrainingDesign } from '../../science/learning/graph/training/design.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import type { EventSet } from '../../science/learning/training/index.ts';

/**
 * Gradients of the weighted mean loss of one batch and its penalties by every parameter, by tfjs' automatic differentiation of a
 * network written layer by layer; then clipped.
 * @param masks `[events x units]` of each dropout, 1 where kept
 */
export function automaticGradients(
  { architecture, loss, clipping }: TrainingDesign,
  parameters: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
  { features, labels, weights }: EventSet,
  masks: readonly Float32Array[],
): ReadonlyMap<string, Float32Array> {
  const tf = loadNative(1).tensorflow;
  const { inputs, inputNormalisation, network, outputs = 1 } = architecture;
  const events = labels.length;
  const variables = new Map<string, Variable>(
    [...parameters].map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, [...shape]))]),
  );
  const get = (name: string) => variables.get(name) as Variable;
  const normalise = (x: Tensor, name: string, by: 'batch' | 'layer'): Tensor => {
    const { mean, variance } = by === 'batch' ? tf.moments(x, 0) : tf.moments(x, 1, true);
    const epsilon =
      by === 'batch' ? network.batch_normalisation.epsilon : (network.layer_normalisation?.epsilon ?? 1e-3);
    return x
      .sub(mean)
      .div(variance.add(epsilon).sqrt())
      .mul(get(`${name}/gamma`))
      .add(get(`${name}/beta`));
  };
  let dropouts = 0;
  const drop = (x: Tensor, rate: number): Tensor =>
    rate === 0 ? x : x.mul(tf.tensor(masks[dropouts++] as Float32Array, [events, x.shape[1] as number])).div(1 - rate);
  const activated = (x: Tensor, layer: HiddenLayer): Tensor => {
    switch (layer.activation) {
      case 'linear':
        return x;
      case 'leaky-relu':
        return tf.leakyRelu(x, negativeSlope(layer));
      case 'gelu':
        return x.mul(tf.erf(x.div(Math.SQRT2)).add(1)).div(2);
      default:
        return tf[layer.activation](x);
    }
  };

  const { value, grads } = tf.variableGrads(() => {
    dropouts = 0;
    let x: Tensor = tf.tensor(features, [events, inputs]);
    if (inputNormalisation !== false)
      x = normalise(x, 'input_normalisation', inputNormalisation === true ? 'batch' : 'layer');
    x = drop(x, network.input_dropout ?? 0);
    network.hidden.forEach((layer, index) => {
      const name = `hidden_${index + 1}`;
      const { batch_normalisation: batch, layer_normalisation: rows } = layer;
      x = tf.matMul(x, get(`${name}/kernel`));
      if (variables.has(`${name}/bias`)) x = x.add(get(`${name}/bias`));
      if (batch === true || rows === true)
        x = normalise(x, `${name}/normalisation`, batch === true ? 'batch' : 'layer');
      x = activated(x, layer);
      if (batch === 'after-activation' || rows === 'after-activation')
        x = normalise(x, `${name}/normalisation`, batch === 'after-activation' ? 'batch' : 'layer');
      x = drop(x, layer.dropout);
    });
    const logits = tf.matMul(x, get('output/kernel')).add(get('output/bias'));
    const penalties = [...variables]
      .filter(([name]) => name.endsWith('/kernel'))
      .map(([name, kernel]) => {
        const layer = network.hidden[Number(/^hidden_(\d+)/.exec(name)?.[1] ?? 0) - 1];
        const [l1, l2] = [layer?.l1 ?? network.l1 ?? 0, layer?.l2 ?? network.l2 ?? 0];
        return kernel.abs().sum().mul(l1).add(kernel.square().sum().mul(l2));
      });
    const mean = lossOf(logits, loss).mul(tf.tensor(weights)).mean();
    return tf.addN([mean, ...penalties]).asScalar();
  }, [...variables.values()]);
  const gradients = new Map(
    [...variables].map(([name, { name: id }]) => [name, (grads[id]?.dataSync() ?? new Float32Array()) as Float32Array]),
  );
  tf.dispose([value, grads, ...variables.values()]);
  return clipped(gradients);

  function lossOf(logits: Tensor, spec: LossSpec | undefined): Tensor {
    const y = tf.tensor(labels);
    if (outputs > 1) return tf.oneHot(y.toInt(), outputs).mul(tf.logSoftmax(logits)).sum(1).neg();
    const z = logits.reshape([events]);
    if (spec?.name !== 'focal') return tf.softplus(z).sub(z.mul(y));
    const signal = y.mul(2).sub(1);
    const p = tf.sigmoid(z.mul(signal));
    const alpha = spec.alpha === undefined ? tf.onesLike(y) : y.mul(2 * spec.alpha - 1).add(1 - spec.alpha);
    return alpha.mul(tf.sub(1, p).pow(spec.gamma)).mul(tf.softplus(z.mul(signal).neg()));
  }

  function clipped(given: ReadonlyMap<string, Float32Array>): ReadonlyMap<string, Float32Array> {
    const { value: limit = Infinity, norm: longest = Infinity } = clipping ?? {};
    const cut = new Map(
      [...given].map(([name, values]) => [name, values.map((g) => Math.max(-limit, Math.min(limit, g)))] as const),
    );
    const norm = Math.sqrt([...cut.values()].reduce((sum, values) => values.reduce((s, g) => s + g * g, sum), 0));
    const scale = norm > longest ? longest / norm : 1;
    return new Map([...cut].map(([name, values]) => [name, values.map((g) => g * scale)]));
  }
}
