import { z } from 'zod';

/** What was read and what was left out. */
export const qualitySchema = z.strictObject({
  entries: z.number().int(),
  events: z.number().int(),
  dropped: z.number().int(),
  non_finite: z.array(z.strictObject({ branch: z.string(), values: z.number().int(), events: z.number().int() })),
});
export type Quality = z.infer<typeof qualitySchema>;
