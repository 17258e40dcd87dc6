import { z } from 'zod';
import { channelCondition, formulaText } from '../../science/metrics/index.ts';

const RESERVED = new Set(['inclusive', 'combined', 'nominal']);
const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name of letters, digits, - and _')
  .refine((text) => !RESERVED.has(text), { error: 'inclusive, combined and nominal have a meaning of their own' });

export const cutAndCountParams = z.strictObject({
  cuts: z
    .array(z.strictObject({ name: z.string(), keep: formulaText }))
    .min(1)
    .describe('what an event must pass, over its columns'),
  channels: z
    .record(name, channelCondition)
    .refine((channels) => Object.keys(channels).length > 0, { error: 'at least one channel' })
    .describe('disjoint sets of events, each with a significance of its own'),
  variants: z.record(name, formulaText).default({}).describe('one more cut each, beside the nominal ones'),
  group_by: z
    .array(z.string())
    .default(['particle_event'])
    .describe('columns that name events which are not independent (responses of one particle-level event)'),
});
export type CutAndCountParams = z.infer<typeof cutAndCountParams>;
