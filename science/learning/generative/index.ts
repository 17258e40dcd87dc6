export * from './encoding/index.ts';
export type { GenerativeSizes } from './models/model.ts';
export { generativeModelSchema, type GenerativeModelSpec } from './models/specification.ts';
export { openGenerator, type OpenedGenerator } from './sampling/session.ts';
export * from './training/index.ts';
export { decodeGenerator, encodeGenerator, type Generator, type LatentBuffer } from './model-file.ts';
export { bufferLatent, priorLatent } from './sampling/latent.ts';
export { twoSampleArea, type TwoSamples, type TwoSampleSettings } from './two-sample.ts';
