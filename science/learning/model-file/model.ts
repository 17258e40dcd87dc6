import { InputError } from '../../../schemas/index.ts';
import { stackLayers } from '../graph/layers/index.ts';
import type { Architecture } from '../network.ts';
import { layOut, tensorsOf } from '../parameters.ts';
import type { NetworkInput } from '../preparation/inputs.ts';
import type { NetworkValues } from '../training/state.ts';
import { decodeTensors, encodeTensors, type Tensor } from './safetensors.ts';

/** A trained network with all that scoring an event needs. */
export interface Model {
  readonly architecture: Architecture;
  readonly inputs: readonly NetworkInput[];
  /** How padding and normaliser were chosen: for people. */
  readonly preparation: Readonly<Record<string, unknown>>;
  /** What training it was: for people. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Parameters and moving averages by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const format = 'umbra network 1';

/** The vectors of a training as named tensors. */
export function namedTensors(architecture: Architecture, values: NetworkValues): ReadonlyMap<string, Tensor> {
  const { layers } = stackLayers(architecture);
  const layouts = [
    [layOut(layers.flatMap((layer) => layer.parameters)), values.parameters],
    [layOut(layers.flatMap((layer) => layer.averages)), values.averages],
  ] as const;
  return new Map(
    layouts.flatMap(([layout, vector]) => {
      const views = tensorsOf(layout, vector);
      return layout.tensors.map(
        ({ name, shape }) => [name, { shape, values: views.get(name) as Float32Array }] as const,
      );
    }),
  );
}

export function encodeModel({ architecture, inputs, preparation, training, tensors }: Model): Uint8Array {
  const metadata = Object.fromEntries(
    Object.entries({ architecture, inputs, preparation, training }).map(([key, value]) => [key, JSON.stringify(value)]),
  );
  return encodeTensors({ tensors, metadata: { format, ...metadata } });
}

/** @throws InputError `model-file` */
export function decodeModel(file: Uint8Array): Model {
  const { tensors, metadata } = decodeTensors(file);
  if (metadata.format !== format)
    throw new InputError('model-file', `this is not a network of Umbra: its format is '${metadata.format ?? ''}'`, {
      expected: `'${format}'`,
      mend: 'give the model that train wrote',
    });
  const parsed = (key: string): unknown => JSON.parse(metadata[key] ?? 'null');
  return {
    architecture: parsed('architecture') as Architecture,
    inputs: parsed('inputs') as readonly NetworkInput[],
    preparation: parsed('preparation') as Model['preparation'],
    training: parsed('training') as Model['training'],
    tensors,
  };
}
