import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { inputSchema } from './input.ts';
import { notifySchema } from './notify.ts';
import { retrainingSchema } from './retraining.ts';
import { studySchema } from './study.ts';

const name = z.string().regex(/^[a-z][a-z0-9_-]*$/, 'a name of lower-case letters, digits, - and _');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const derive = z
  .record(name, z.strictObject({ choose: z.record(z.string(), z.string()) }))
  .optional()
  .describe('new attributes: the first name whose expression holds');

/** An axis is a list of values to fan out over; each value has attributes that tasks can refer to. */
const axis = z.union([
  z
    .strictObject({
      from: z.literal('catalogue').describe('one value for each sample of the catalogue'),
      id: z.string().describe('how a value is called: ${dsid}'),
      where: z.string().optional().describe('only samples for which this expression holds'),
      derive,
      group: z.boolean().optional(),
    })
    .describe('the samples of the catalogue'),
  z
    .strictObject({
      product: z.record(name, z.array(scalar).min(1)).describe('every combination of these attributes'),
      id: z.string(),
      derive,
      group: z.boolean().optional().describe('the tasks of one value run as one child workflow'),
    })
    .describe('a product of attribute values'),
  z
    .strictObject({
      of: name.describe('another axis'),
      distinct: z.array(z.string()).min(1).describe('one value for each distinct combination of these attributes'),
      where: z.string().optional(),
      id: z.string(),
      group: z.boolean().optional(),
    })
    .describe('distinct attribute combinations of another axis'),
]);

const duration = z.string().refine((text) => (parseDuration(text) ?? 0) > 0, {
  error: 'a time such as 90s, 10m, 2h or 1d',
});

const task = z.strictObject({
  kind: z.string(),
  for: name.optional().describe('the axis to fan out over'),
  where: z.string().optional().describe('only axis values for which this holds'),
  inputs: z.record(z.string(), inputSchema).default({}),
  params: z.record(z.string(), z.unknown()).default({}),
  timeout: duration.optional().describe('an attempt that takes longer is stopped and tried again, e.g. 12h'),
  stall_timeout: duration
    .optional()
    .describe('a task that shows no progress for so long is stopped and tried again (default: 1h)'),
  study: studySchema
    .optional()
    .describe('search for the best parameters; `${trial.name}` in params is a hyperparameter'),
  best_of: name
    .optional()
    .describe('a study of the same kind: its best parameters, with those of `params` in their place'),
});

/** What a person writes in `campaign.yaml`. */
export const campaignSchema = z.strictObject({
  campaign: name.describe('the name of the campaign'),
  title: z.string().optional(),
  description: z.string().optional(),
  seed: z.number().int().min(0).max(0xffffffff).default(1),
  catalogue: z
    .string()
    .optional()
    .describe('the sample catalogue (JSON), relative to this file; --data DIR replaces its folder'),
  plugins: z.array(z.string()).default([]).describe('files with task kinds of your own'),
  axes: z.record(name, axis).default({}),
  tasks: z.record(name, task),
  notify: notifySchema.optional().describe('whom to tell when a run or a retraining ends'),
  retraining: retrainingSchema.optional().describe('how challengers and champions are compared'),
  report: z.string().optional().describe('task.output of the page to show at the end'),
});

export type CampaignFile = z.infer<typeof campaignSchema>;
export type AxisFile = CampaignFile['axes'][string];
export type TaskFile = CampaignFile['tasks'][string];
