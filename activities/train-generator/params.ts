import { z } from 'zod';
import { generativeFeatureSchema, generativeModelSchema } from '../../science/learning/generative/index.ts';
import { optimiserSchema } from '../../science/learning/network.ts';

export const trainGeneratorParams = z
  .strictObject({
    features: z
      .record(z.string().min(1), generativeFeatureSchema)
      .refine((features) => Object.keys(features).length > 1, { error: 'at least two features' })
      .describe('what an event is described by; a value may be missing (a third jet), which is learned too'),
    reference_angle: z
      .string()
      .optional()
      .describe('an azimuth that every event has and all others are measured from: no direction is special'),
    mirrors: z
      .array(z.array(z.string()).min(1))
      .default([])
      .describe('columns whose signs may be changed together (all etas; all azimuths): mirror images are learned too'),
    model: generativeModelSchema,
    optimiser: optimiserSchema.prefault({ name: 'adam' }),
    schedule: z.enum(['constant', 'cosine']).default('cosine').describe('of the learning rate over the epochs'),
    longest_gradient: z.number().positive().default(10).describe('longer gradients are shortened to this'),
    batch_size: z.int().positive().default(256),
    epochs: z.int().positive().default(100),
    early_stopping: z
      .strictObject({
        patience: z.int().positive().default(20),
        minimum_improvement: z.number().nonnegative().default(0),
      })
      .nullable()
      .prefault({}),
    checkpoint_seconds: z.number().positive().default(15),
  })
  .superRefine(({ features, reference_angle: reference, mirrors }, context) => {
    const names = Object.keys(features);
    const issue = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (reference !== undefined && names.includes(reference))
      issue(['reference_angle'], `'${reference}' is a feature too: the reference angle is drawn, not learned`);
    names.forEach((name, index) => {
      const { below, whole, angle } = features[name] ?? {};
      if (below !== undefined && !names.slice(0, index).includes(below))
        issue(['features', name, 'below'], `'${below}' is no feature above this one`);
      if ([below !== undefined, whole, angle].filter(Boolean).length > 1)
        issue(['features', name], 'only one of `below`, `whole` and `angle`');
    });
    mirrors.flat().forEach((name) => {
      if (!names.includes(name) && name !== reference) issue(['mirrors'], `no feature is called '${name}'`);
    });
  });
export type TrainGeneratorParams = z.infer<typeof trainGeneratorParams>;
