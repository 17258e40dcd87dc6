import { z } from 'zod';
import { splitName } from '../../schemas/results/index.ts';

export const evaluateParams = z.strictObject({
  /** The column that is judged: signal high. */
  score: z.string().min(1).default('score'),
  /** The subset that tables without a column `split` are of. */
  part: splitName.default('test'),
  /** Columns or carried attributes that tell signals apart: each is then judged by itself against all background. */
  signal_by: z.array(z.string().min(1)).min(1).optional(),
  /** Where accuracy and the like are taken: a score, or a threshold that is looked for in each subset. */
  threshold: z.union([z.number(), z.enum(['youden', 'best-significance'])]).default(0.5),
  /**
   * `physical`: signed weights at full luminosity; `absolute`: |w|; `balanced`: |w|, signal and background scaled to equal sums;
   * `none`: each event counts 1. The best significance always takes the physical ones.
   */
  weights: z.enum(['physical', 'absolute', 'balanced', 'none']).default('physical'),
  /** Null: no intervals. */
  bootstrap: z
    .strictObject({
      resamples: z.int().min(20).max(10_000).default(200),
      confidence: z.number().gt(0).lt(1).default(0.6827),
    })
    .nullable()
    .prefault({}),
  /** Random divisions behind the probability that training and test scores are alike; 0: none. */
  permutations: z.int().nonnegative().max(100_000).default(200),
  /** Bins of the calibration: of equal width, or of about equal sums of |weight|. */
  calibration: z
    .strictObject({ bins: z.int().min(1).max(1000).default(10), cut: z.enum(['width', 'weight']).default('width') })
    .prefault({}),
  /** Effective background events that the threshold of the best significance must leave. */
  minimum_effective_background: z.number().nonnegative().default(3),
  /** Points of a curve, at most. */
  curve_points: z.int().min(10).max(10_000).default(200),
});
export type EvaluateParams = z.infer<typeof evaluateParams>;
