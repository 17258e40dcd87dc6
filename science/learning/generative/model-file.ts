import { InputError } from '../../../schemas/index.ts';
import { decodeTensors, encodeTensors, type Tensor } from '../model-file/safetensors.ts';
import type { Encoding } from './encoding/index.ts';
import type { GenerativeModelSpec } from './models/specification.ts';

/** Latent numbers of the training events: what new events of an autoencoder are drawn near. */
export interface LatentBuffer {
  readonly events: number;
  /** `[events x latent]` each. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** `[events]`, index of the process. */
  readonly process: Float32Array;
}

/** A trained generative model with all that making events needs. */
export interface Generator {
  readonly spec: GenerativeModelSpec;
  readonly encoding: Encoding;
  readonly processes: readonly string[];
  /** Fraction of the training events of each process. */
  readonly shares: readonly number[];
  readonly parameters: Float32Array;
  readonly buffer: LatentBuffer | undefined;
  /** Types and units of the columns that it makes. */
  readonly columns: Readonly<Record<string, { readonly type: 'float32' | 'int8' | 'int32'; readonly unit?: string }>>;
  /** What training it was: for people. */
  readonly training: Readonly<Record<string, unknown>>;
}

const format = 'umbra generator 1';
const vector = (values: Float32Array): Tensor => ({ shape: [values.length], values });

export function encodeGenerator({ parameters, buffer, encoding, ...rest }: Generator): Uint8Array {
  const { quantiles, ...encodingRest } = encoding;
  const tensors: [string, Tensor][] = [
    ['parameters', vector(parameters)],
    ...quantiles.map(({ knots }, index): [string, Tensor] => [`quantiles_${index}`, vector(knots)]),
  ];
  if (buffer !== undefined) {
    const { events, mean, deviation, process } = buffer;
    const shape = [events, mean.length / Math.max(1, events)];
    tensors.push(['buffer/mean', { shape, values: mean }], ['buffer/deviation', { shape, values: deviation }]);
    tensors.push(['buffer/process', vector(process)]);
  }
  const metadata = Object.fromEntries(
    Object.entries({ ...rest, encoding: encodingRest }).map(([key, value]) => [key, JSON.stringify(value)]),
  );
  return encodeTensors({ tensors: new Map(tensors), metadata: { format, ...metadata } });
}

/** @throws InputError `model-file` */
export function decodeGenerator(file: Uint8Array): Generator {
  const { tensors, metadata } = decodeTensors(file);
  if (metadata.format !== format)
    throw new InputError(
      'model-file',
      `this is no generative model of Umbra: its format is '${metadata.format ?? ''}'`,
      {
        expected: `'${format}'`,
        mend: 'give the model that train-generator wrote',
      },
    );
  const parsed = (key: string): unknown => JSON.parse(metadata[key] ?? 'null');
  const values = (name: string): Float32Array => tensors.get(name)?.values ?? new Float32Array(0);
  const quantiles = [...tensors.keys()]
    .filter((name) => name.startsWith('quantiles_'))
    .map((_, index) => ({ knots: values(`quantiles_${index}`) }));
  const process = tensors.get('buffer/process')?.values;
  return {
    spec: parsed('spec') as GenerativeModelSpec,
    encoding: { ...(parsed('encoding') as Omit<Encoding, 'quantiles'>), quantiles },
    processes: parsed('processes') as readonly string[],
    shares: parsed('shares') as readonly number[],
    columns: parsed('columns') as Generator['columns'],
    training: parsed('training') as Generator['training'],
    parameters: values('parameters'),
    buffer:
      process === undefined
        ? undefined
        : { events: process.length, mean: values('buffer/mean'), deviation: values('buffer/deviation'), process },
  };
}
