import { setImmediate } from 'node:timers/promises';
import { defineTask, file, InputError, table, type Column } from '../../schemas/index.ts';
import {
  bufferLatent,
  decodeEvents,
  decodeGenerator,
  dimensionsOf,
  openGenerator,
  priorLatent,
  type EventColumns,
  type Generator,
} from '../../science/learning/generative/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import { sampleGeneratorParams, type SampleGeneratorParams } from './params.ts';

/** New events of a trained generative model: as many as one likes, the same ones for the same seed, in any number of chunks. */
export const sampleGenerator = defineTask({
  kind: 'sample-generator',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Makes new events with a generative model.',
  params: sampleGeneratorParams,
  inputs: { model: file('safetensors') },
  outputs: { events: table() },
  async run({ params, inputs, outputs, seed, threads, signal, progress }) {
    const generator = decodeGenerator(await inputs.model.read());
    const process = drawProcesses(generator, params, seed);
    const sizes = {
      features: dimensionsOf(generator.encoding).length,
      conditions: generator.processes.length > 1 ? generator.processes.length : 0,
    };
    const opened = openGenerator(generator.spec, sizes, generator.parameters, threads);
    const chunks: EventColumns[] = [];
    try {
      for (let first = 0; first < params.events; first += params.chunk) {
        signal.throwIfAborted();
        const part = process.subarray(first, Math.min(first + params.chunk, params.events));
        const latent = latentOf(generator, params, part, seed, first, opened.latent);
        const made = opened.generate(latent, conditionsOf(part, sizes.conditions), part.length);
        chunks.push(
          decodeEvents(
            generator.encoding,
            made,
            (event) => Math.PI * (2 * randomStream(seed, 'direction', first + event).uniform() - 1),
          ),
        );
        progress({ fraction: (first + part.length) / params.events });
        await setImmediate();
      }
    } finally {
      opened.close();
    }
    const columns = new Map<string, Column>([
      ['process', { values: Array.from(process, (index) => generator.processes[index] ?? '') }],
      ...[...(chunks[0]?.keys() ?? [])].map((name): [string, Column] => [
        name,
        column(
          chunks.map((chunk) => chunk.get(name) as Float64Array),
          generator.columns[name],
        ),
      ]),
    ]);
    await outputs.events.write({ rows: params.events, columns });
  },
});

/** The process of each event. @throws InputError `unknown-process` */
function drawProcesses({ processes, shares }: Generator, params: SampleGeneratorParams, seed: number): Int32Array {
  const unknown = Object.keys(params.processes ?? {}).find((name) => !processes.includes(name));
  if (unknown !== undefined)
    throw new InputError('unknown-process', `the model knows no process '${unknown}'`, {
      expected: `one of ${processes.join(', ')}`,
    });
  const wanted = processes.map((name, index) =>
    params.processes === undefined ? (shares[index] as number) : (params.processes[name] ?? 0),
  );
  const total = wanted.reduce((sum, share) => sum + share, 0);
  if (total <= 0) throw new InputError('unknown-process', 'no process has a share', { expected: 'shares above 0' });
  const stream = randomStream(seed, 'process');
  return Int32Array.from({ length: params.events }, () => {
    let rest = stream.uniform() * total;
    const index = wanted.findIndex((share) => (rest -= share) < 0);
    return index < 0 ? wanted.findLastIndex((share) => share > 0) : index;
  });
}

function latentOf(
  { buffer, spec }: Generator,
  { latent, alpha }: SampleGeneratorParams,
  process: Int32Array,
  seed: number,
  first: number,
  width: number,
): Float32Array {
  if (latent === 'prior') {
    if (alpha > 0)
      throw new InputError('alpha', '`alpha` widens the latent numbers of training events; the prior takes none', {
        mend: 'add `latent: buffer`, or leave `alpha` out',
      });
    return priorLatent(seed, first, process.length, width);
  }
  if (buffer === undefined)
    throw new InputError('no-buffer', `a ${spec.kind} has no latent numbers of training events`, {
      expected: 'an autoencoder',
      mend: 'leave `latent: buffer` out',
    });
  return bufferLatent(buffer, alpha, process, seed, first);
}

function conditionsOf(process: Int32Array, conditions: number): Float32Array {
  const values = new Float32Array(process.length * conditions);
  if (conditions > 0) process.forEach((index, event) => (values[event * conditions + index] = 1));
  return values;
}

/** Missing values are 0 with `valid` 0, as everywhere. */
function column(parts: readonly Float64Array[], description: Generator['columns'][string] | undefined): Column {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const valid = new Uint8Array(length);
  const values = new { float32: Float32Array, int8: Int8Array, int32: Int32Array }[description?.type ?? 'float32'](
    length,
  );
  let at = 0;
  for (const part of parts)
    for (const value of part) {
      valid[at] = Number.isNaN(value) ? 0 : 1;
      values[at++] = Number.isNaN(value) ? 0 : value;
    }
  const unit = description?.unit === undefined ? {} : { unit: description.unit };
  return valid.includes(0) ? { values, valid, ...unit } : { values, ...unit };
}
