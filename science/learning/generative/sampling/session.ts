import { executionOf, loadNative } from '../../native/binding.ts';
import { openSession } from '../../native/session.ts';
import { generativeProgram } from '../graph/program.ts';
import type { GenerativeSizes } from '../models/model.ts';
import { createModel, type ModelSpec } from '../models/specification.ts';

/** A trained model, ready to be asked. */
export interface OpenedGenerator {
  readonly latent: number;
  /** Events of latent numbers: `[events x latent]` and `[events x conditions]` to `[events x features]`, row-major. */
  generate(latent: Float32Array, conditions: Float32Array, events: number): Float32Array;
  /** Mean and standard deviation of the latent numbers of events with their conditions; undefined without an encoder. */
  encode(
    values: Float32Array,
    events: number,
  ): { readonly mean: Float32Array; readonly deviation: Float32Array } | undefined;
  close(): void;
}

/** Any optimiser does: nothing is trained. */
const anyOptimiser = { name: 'sgd', learning_rate: 0, momentum: 0, nesterov: false } as const;

export function openGenerator(
  spec: ModelSpec,
  sizes: GenerativeSizes,
  parameters: Float32Array,
  threads: number,
): OpenedGenerator {
  const model = createModel(spec, sizes);
  const program = generativeProgram(model, sizes, anyOptimiser, 1, executionOf(loadNative(threads)));
  const session = openSession(program.graph, threads);
  const { feeds, done } = program.assign.state;
  session.run(
    feeds.map((to) => ({ to, shape: [parameters.length], values: parameters })),
    [done],
  );
  return {
    latent: model.latent,
    generate(latent, conditions, events) {
      const { generate } = program;
      const given =
        generate.conditions === undefined
          ? []
          : [{ to: generate.conditions, shape: [events, sizes.conditions], values: conditions }];
      return session.run(
        [{ to: generate.latent, shape: [events, model.latent], values: latent }, ...given],
        [generate.events],
      )[0] as Float32Array;
    },
    encode(values, events) {
      const { encode } = program;
      if (encode === undefined) return undefined;
      const [mean, deviation] = session.run(
        [{ to: encode.events, shape: [events, sizes.features + sizes.conditions], values }],
        [encode.mean, encode.deviation],
      ) as [Float32Array, Float32Array];
      return { mean, deviation };
    },
    close: () => {
      session.close();
    },
  };
}
