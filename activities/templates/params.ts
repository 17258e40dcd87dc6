import { z } from 'zod';
import { binningParams, scoredEventsParams } from '../scored-events/index.ts';

const relative = z.number().nonnegative().lt(1);

/** Uncertainties that need no events. */
export const rateParams = {
  luminosity: relative.default(0).describe('relative uncertainty of all processes alike'),
  normalisation: z
    .record(z.string(), relative)
    .default({})
    .describe("relative uncertainty by process; 'signal' is the signal's, '*' every background's that is not named"),
  statistics: z.boolean().default(true).describe('finite simulation of the backgrounds, bin by bin'),
};

export const shapeParams = z.strictObject({
  up: z.string().describe('column with the event weight one standard deviation up'),
  down: z.string().optional().describe('likewise down; without it the variation up is mirrored'),
  as: z.enum(['weight', 'factor']).default('weight').describe('the column replaces the event weight, or multiplies it'),
  processes: z.array(z.string()).optional().describe("the processes it acts on ('signal' for the signal); none: all"),
});

export const templatesParams = z.strictObject({
  ...scoredEventsParams,
  discriminants: z
    .record(z.string(), z.string())
    .default({ network: 'score' })
    .describe('columns that are fitted, by the name that results go by'),
  binning: binningParams.default(binningParams.parse({})),
  systematics: z
    .strictObject({
      ...rateParams,
      shapes: z.record(z.string(), shapeParams).default({}).describe('shape uncertainties from alternative weights'),
      dropout_std: z
        .string()
        .optional()
        .describe('column of the spread over dropout passes: scores moved by +-1 spread become a shape uncertainty'),
    })
    .default({ luminosity: 0, normalisation: {}, statistics: true, shapes: {} }),
  unblind: z.boolean().default(false).describe('fit the data, where tables of kind data are gathered'),
});
export type TemplatesParams = z.infer<typeof templatesParams>;
