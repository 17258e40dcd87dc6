import { z } from 'zod';

export const sampleGeneratorParams = z.strictObject({
  events: z.int().positive().describe('new events'),
  processes: z
    .record(z.string(), z.number().nonnegative())
    .optional()
    .describe('shares of the processes: { ttbar: 1 }; those of the training events when absent'),
  latent: z
    .enum(['prior', 'buffer'])
    .default('prior')
    .describe(
      'of an autoencoder. prior: standard normal latent numbers. buffer: near those of a random training event i, normal with mean ' +
        'mu_i and standard deviation sigma_i + alpha (arXiv:1901.00875, where alpha is called gamma)',
    ),
  alpha: z
    .number()
    .nonnegative()
    .default(0)
    .describe('the added standard deviation: 0 is a beta-VAE, more an alpha-VAE'),
  chunk: z.int().positive().default(4096).describe('events made at once'),
});
export type SampleGeneratorParams = z.infer<typeof sampleGeneratorParams>;
