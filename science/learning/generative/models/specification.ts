import { z } from 'zod';
import { autoencoder } from './autoencoder.ts';
import { discriminator, type DiscriminatorSpec } from './discriminator.ts';
import { flow } from './flow.ts';
import type { GenerativeModel, GenerativeSizes } from './model.ts';

const hidden = z.array(z.int().positive()).min(1).readonly();
const activation = z.enum(['elu', 'relu', 'selu', 'tanh']);

/** What is learned: part of the campaign file. */
export const generativeModelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('autoencoder'),
    latent: z.int().positive().default(20).describe('latent numbers of an event'),
    hidden: hidden.default([128, 128]).describe('units of the encoder; the decoder has them the other way round'),
    activation: activation.default('elu'),
    beta: z.number().min(0).max(1).default(1e-3).describe('(1 - beta) MSE + beta KL'),
  }),
  z.strictObject({
    kind: z.literal('flow'),
    layers: z.int().min(2).default(8).describe('coupling layers'),
    hidden: hidden.default([64, 64]),
    activation: activation.default('elu'),
    coupling: z.enum(['spline', 'affine']).default('spline').describe('spline: rational-quadratic; affine: RealNVP'),
    bins: z.int().min(2).default(8).describe('of a spline'),
    bound: z.number().positive().default(4).describe('splines act on [-bound, bound]'),
  }),
]);
export type GenerativeModelSpec = z.infer<typeof generativeModelSchema>;

/** What a program is authored for. */
export type ModelSpec = GenerativeModelSpec | DiscriminatorSpec;

export function createModel(spec: ModelSpec, sizes: GenerativeSizes): GenerativeModel {
  if (spec.kind === 'autoencoder') return autoencoder(sizes, spec);
  if (spec.kind === 'discriminator') return discriminator(sizes, spec);
  const { bins, bound, ...rest } = spec;
  return flow(sizes, { ...rest, spline: { bins, bound } });
}
