import { z } from 'zod';

/** A row of the output `weights` of `network-weights`: one connection of a network's first layer. */
export const weightRow = z.strictObject({
  /** The task that made the network. */
  network: z.string(),
  /** A feature; `... missing` for an indicator. */
  input: z.string(),
  /** From 1, by falling norm of the weights that lead to the unit. */
  unit: z.int().positive(),
  /** Of the normalised input. */
  weight: z.number(),
});
export type WeightRow = z.infer<typeof weightRow>;

/** A row of the output `inputs` of `network-weights`. */
export const inputWeightsRow = z.strictObject({
  network: z.string(),
  input: z.string(),
  /** Over the units. */
  root_mean_square: z.number().nonnegative(),
  /** Largest |weight|. */
  largest: z.number().nonnegative(),
  /** Share of its connections that count as cut. */
  negligible: z.number().min(0).max(1),
});
export type InputWeightsRow = z.infer<typeof inputWeightsRow>;
