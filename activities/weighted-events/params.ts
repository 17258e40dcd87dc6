import { z } from 'zod';
import { splitName } from '../../schemas/results/index.ts';
import { formula } from '../select/formula.ts';

/** Which events of which tables, with which weights. */
export const weightedEventsParams = {
  weight: z.string().nullable().default('weight').describe('column with the weight; null: every event counts one'),
  part: z
    .union([splitName, z.literal('all')])
    .default('all')
    .describe('a subset needs a column split; take split_weight for its weights at full luminosity'),
  where: formula.optional().describe('only events for which this holds'),
};
export interface WeightedEventsParams {
  readonly weight: string | null;
  readonly part: 'train' | 'validation' | 'test' | 'all';
  readonly where?: string | undefined;
}
