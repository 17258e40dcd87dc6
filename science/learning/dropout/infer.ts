import type { Model } from '../model-file/index.ts';
import { sampleDropout, type SamplingConditions } from './sample.ts';
import { inferenceStages } from './stages.ts';

/** Events of one product: their values stay in the processor's cache. */
const chunk = 2048;

/**
 * Scores of events without dropout, batch normalisation in inference form.
 * @param features `[events x inputs]`, row-major, as the network takes them
 * @returns `[events x outputs]`
 */
export async function inferScores(
  model: Pick<Model, 'architecture' | 'tensors'>,
  features: Float32Array,
  conditions: SamplingConditions,
): Promise<Float64Array> {
  const stages = inferenceStages(model).map((stage) => ({ ...stage, dropout: 0 }));
  const request = { stages, features, passes: 1, masks: 'shared-chunk', chunk, seed: 0 } as const;
  return (await sampleDropout(request, conditions)).score;
}
