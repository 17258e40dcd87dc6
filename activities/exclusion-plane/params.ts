import { z } from 'zod';
import { headerParams, labelsParam } from '../rows/figure-params.ts';
import { documentParams, rowsParams } from '../rows/params.ts';

const axis = {
  column: z.string().min(1),
  title: z.string().optional().describe("in the markup of labels, without the unit: m_{Z'}; the column when absent"),
  unit: z.string().default('').describe('as GeV; empty for none'),
};

export const exclusionPlaneParams = z.strictObject({
  ...documentParams,
  ...rowsParams,
  ...headerParams,
  x: z.strictObject(axis).describe('a column of numbers, as the mass of the mediator'),
  y: z
    .strictObject({
      ...axis,
      order: z.array(z.string()).optional().describe('names from the top; where given, numbers are taken as names'),
    })
    .describe('a column of numbers (a second mass, a coupling), or of names (a scenario)'),
  between: z
    .enum(['grid', 'triangles'])
    .default('grid')
    .describe('of two axes of numbers; triangles: points that lie on no grid, over their convex hull'),
  each: z.string().optional().describe('column whose values get a plane each'),
  series: z.string().default('discriminant').describe('column that tells limits apart that are compared'),
  series_order: z.array(z.string()).default([]).describe('in which they are drawn; others follow as they come'),
  levels: z
    .array(z.number().positive())
    .min(1)
    .max(3)
    .default([1])
    .describe('signal strengths; the nominal signal is 1. Of those after the first only the median is drawn'),
  colours: z.enum(['expected', 'observed']).default('expected').describe('the limit that the colours show'),
  labels: labelsParam,
});
export type ExclusionPlaneParams = z.infer<typeof exclusionPlaneParams>;
