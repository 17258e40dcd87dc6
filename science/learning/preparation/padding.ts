import { z } from 'zod';
import type { FeatureStatistics } from './statistics.ts';
import type { NetworkInput } from './inputs.ts';

/**
 * What stands for a missing value (the second jet of an event with one):
 * - `zero`, `mean` (of the training events that have one), or a number outside the feature's range;
 * - `drop-events`: events with a missing value are left out; `drop-features`: features that training events lack are;
 * - `indicator`: zero, and one more input that is 1 where the value is missing, for each feature that training events lack.
 */
export const paddingSchema = z.union([
  z.enum(['zero', 'mean', 'drop-events', 'drop-features', 'indicator']),
  z.strictObject({ out_of_range: z.number() }),
]);
export type Padding = z.infer<typeof paddingSchema>;

type PaddedInput = Pick<NetworkInput, 'feature' | 'use' | 'fill'>;

/** The inputs that a padding makes of features, by what the training events have. */
export function padFeatures(padding: Padding, statistics: readonly FeatureStatistics[]): readonly PaddedInput[] {
  const value = (feature: string, fill: number | null): PaddedInput => ({ feature, use: 'value', fill });
  return statistics.flatMap(({ feature, present, missing, mean }) => {
    if (typeof padding === 'object') return [value(feature, padding.out_of_range)];
    switch (padding) {
      case 'zero':
        return [value(feature, 0)];
      case 'mean':
        return [value(feature, present > 0 ? mean : 0)];
      case 'drop-events':
        return [value(feature, null)];
      case 'drop-features':
        return missing > 0 ? [] : [value(feature, null)];
      case 'indicator': {
        const indicator: PaddedInput = { feature, use: 'missing', fill: null };
        return missing > 0 ? [value(feature, 0), indicator] : [value(feature, 0)];
      }
    }
  });
}
