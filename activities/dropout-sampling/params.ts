import { z } from 'zod';
import { splitName } from '../../schemas/results/index.ts';
import { evaluationParams } from '../scoring/params.ts';

export const dropoutSamplingParams = z.strictObject({
  /** Stochastic passes per event. */
  passes: z.int().min(2).max(10000).default(100),
  /**
   * `shared-chunk`: events of a chunk share each pass's mask; exact for each event and several times faster. The chunks are drawn
   * at random, and mean, std, entropy and mutual information of an event have the very distribution that masks of its own give;
   * but within a pass the events of a chunk move together.
   * `independent`: exact masks, one for each event and pass. Choose it when errors of sums over events are taken from the passes.
   */
  masks: z.enum(['shared-chunk', 'independent']).default('shared-chunk'),
  /** Events of a chunk, about. */
  chunk: z.int().positive().default(500),
  /** The subset that is scored. */
  part: splitName.default('test'),
  ...evaluationParams,
});
export type DropoutSamplingParams = z.infer<typeof dropoutSamplingParams>;
