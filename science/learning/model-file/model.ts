import { InputError } from '../../../schemas/index.ts';
import { stackLayers } from '../graph/layers/index.ts';
import type { Architecture } from '../network.ts';
import { layOut, tensorsOf } from '../parameters.ts';
import type { CrossTraining } from '../preparation/folds.ts';
import type { NetworkInput } from '../preparation/inputs.ts';
import type { NetworkValues } from '../training/state.ts';
import { decodeTensors, encodeTensors, type Tensor } from './safetensors.ts';

/** A trained network with all that scoring an event needs. */
export interface Model {
  readonly architecture: Architecture;
  readonly inputs: readonly NetworkInput[];
  /** Names of the outputs of a softmax, and which samples they are; absent: one output, the probability of signal. */
  readonly classes?: readonly NetworkClass[] | undefined;
  /** Which events it may score; absent: those that its subset `test` holds. */
  readonly crossTraining?: CrossTraining | undefined;
  /** How padding and normaliser were chosen: for people. */
  readonly preparation: Readonly<Record<string, unknown>>;
  /** What training it was: for people. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Parameters and moving averages by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export interface NetworkClass {
  readonly name: string;
  /** A rule on the attributes of samples. */
  readonly where: string;
}

/** What a model's outputs are the probabilities of. */
export const outputNames = ({ classes }: Pick<Model, 'classes'>): readonly string[] =>
  classes?.map(({ name }) => name) ?? ['signal'];

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

export function encodeModel({ tensors, architecture, inputs, preparation, training, ...more }: Model): Uint8Array {
  const metadata = Object.fromEntries(
    Object.entries({ architecture, inputs, preparation, training, ...more })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, JSON.stringify(value)]),
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
    ...(metadata.classes === undefined ? {} : { classes: parsed('classes') as readonly NetworkClass[] }),
    ...(metadata.crossTraining === undefined ? {} : { crossTraining: parsed('crossTraining') as CrossTraining }),
    tensors,
  };
}
