import type { Tensor } from '../model-file/index.ts';

/** A layer as `tf.loadLayersModel` reads it. */
export interface ExportedLayer {
  readonly class_name:
    'BatchNormalization' | 'LayerNormalization' | 'Dense' | 'Activation' | 'LeakyReLU' | 'ReLU' | 'Dropout';
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly weights: readonly (readonly [name: string, tensor: Tensor])[];
}

export const dropoutLayer = (name: string, rate: number): readonly ExportedLayer[] =>
  rate > 0 ? [{ class_name: 'Dropout', config: { name, rate }, weights: [] }] : [];

/** Those of a model's tensors `name/part` that there are. */
export function tensorsOfLayer(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  parts: readonly string[],
): readonly (readonly [string, Tensor])[] {
  return parts.flatMap((part) => {
    const tensor = tensors.get(`${name}/${part}`);
    return tensor === undefined ? [] : [[part, tensor] as const];
  });
}
