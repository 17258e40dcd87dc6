import { z } from 'zod';
import { splitName } from '../../schemas/results/index.ts';

export const compareSamplesParams = z
  .strictObject({
    features: z.array(z.string().min(1)).min(1).describe('columns of both tables that are compared'),
    process: z.string().optional().describe('only generated events of this process; all when absent'),
    part: splitName.default('test').describe('simulated events that the generator has not seen'),
    reference_part: splitName.default('train').describe('simulated events of the reference: those that it has seen'),
    uniform: z.array(z.string()).default([]).describe('azimuths that must be uniform in [-pi, pi]'),
    ordered: z
      .array(z.array(z.string()).min(2))
      .default([])
      .describe('features of which none may be larger than the one before it: [jet1_pt, jet2_pt, jet3_pt]'),
    nearest: z
      .array(z.string())
      .default([])
      .describe(
        'features in which the nearest simulated event is looked for: those that neither rotations nor mirrors change; tells copies of ' +
          'training events',
      ),
    directions: z.int().positive().default(200).describe('of the sliced Wasserstein distance'),
    bins: z
      .int()
      .min(2)
      .default(40)
      .describe('of the histograms, from the 0.5th to the 99.5th percentile of the simulated events'),
    classifier: z
      .strictObject({
        folds: z.int().min(2).default(3),
        hidden: z.array(z.int().positive()).min(1).default([64, 64]),
        learning_rate: z.number().positive().default(1e-3),
        batch_size: z.int().positive().default(128),
        epochs: z.int().positive().default(60),
        patience: z.int().positive().default(8),
      })
      .prefault({}),
  })
  .superRefine(({ features, uniform, ordered, nearest }, context) => {
    for (const [field, names] of Object.entries({ uniform, ordered: ordered.flat(), nearest }))
      for (const name of names)
        if (!features.includes(name))
          context.addIssue({ code: 'custom', path: [field], message: `'${name}' is none of the features` });
  });
export type CompareSamplesParams = z.infer<typeof compareSamplesParams>;
