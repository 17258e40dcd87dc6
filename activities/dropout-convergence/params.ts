import { z } from 'zod';
import { dropoutSamplingParams } from '../dropout-sampling/params.ts';

export const dropoutConvergenceParams = dropoutSamplingParams.extend({
  /** Passes that are made; the curve ends at half of them. */
  passes: z.int().min(4).max(10000).default(200),
  /** Numbers of passes T of the curve, up to half the passes. Absent: 1, 2, 5, 10, 20, 50 ... */
  at_passes: z.array(z.int().positive()).min(1).readonly().optional(),
});
export type DropoutConvergenceParams = z.infer<typeof dropoutConvergenceParams>;

/** The numbers of passes of the curve. */
export function curvePoints({ passes, at_passes: given }: DropoutConvergenceParams): readonly number[] {
  const decades = [1, 10, 100, 1000].flatMap((decade) => [decade, 2 * decade, 5 * decade]);
  return (given ?? decades).filter((length) => 2 * length <= passes);
}
