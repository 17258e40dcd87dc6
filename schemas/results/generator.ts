import { z } from 'zod';

/** Output `history` of `train-generator`. Holds no times, so that equal trainings give equal bytes. */
export const generatorHistorySchema = z.strictObject({
  epochs: z
    .array(
      z.strictObject({
        /** From 1. */
        epoch: z.int().positive(),
        /** Mean over the training events of what is minimised; of a flow -ln p(event) but for a constant. */
        loss: z.number(),
        validation_loss: z.number(),
        learning_rate: z.number().nonnegative(),
      }),
    )
    .min(1)
    .readonly(),
  best_epoch: z.int().positive(),
  stopped: z.enum(['early', 'epochs']),
  /** Number of trainable parameters. */
  parameters: z.int().positive(),
  /** Events of each process, mirror images not counted. */
  events: z
    .array(z.strictObject({ process: z.string(), train: z.int().nonnegative(), validation: z.int().nonnegative() }))
    .readonly(),
});
export type GeneratorHistory = z.infer<typeof generatorHistorySchema>;
