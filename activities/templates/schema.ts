import { z } from 'zod';
import { workspaceSchema } from '../../science/statistics/index.ts';

/** A binned likelihood of one signal hypothesis, as a HistFactory workspace. */
export const templateModelSchema = z.strictObject({
  discriminant: z.string().min(1),
  /** The signal hypothesis. */
  signal: z.string().min(1),
  mass_gev: z.number().nullable(),
  /** Signal strength 1 in the workspace is this many times the nominal signal. */
  signal_scale: z.number().positive(),
  /** Whether the workspace's observations are data; otherwise they are the expected background. */
  unblinded: z.boolean(),
  /** Expected events in all bins. */
  signal_events: z.number(),
  background_events: z.number(),
  workspace: workspaceSchema,
});
export type TemplateModel = z.infer<typeof templateModelSchema>;

/** Output `models` of `templates`, `count-templates` and `combine`. */
export const templateModelsSchema = z.array(templateModelSchema).readonly();
