import { z } from 'zod';
import { checkTabular, tabularParams } from '../tabular/params.ts';

export const COLUMN_TYPES = ['int8', 'int32', 'int64', 'float32', 'float64', 'string'] as const;

export const ingestCsvParams = z
  .strictObject({
    ...tabularParams,
    types: z
      .record(z.string(), z.enum(COLUMN_TYPES))
      .default({})
      .describe('how a column is stored; float64 when absent. Whole-number types refuse anything else'),
    separator: z.string().length(1).default(',').describe('between cells'),
    header: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "names of the file's columns, where its first line does not hold them; a # before that line is passed over",
      ),
    missing: z.array(z.string()).default([]).describe('texts that stand for a missing value: NA, -999.0, or empty'),
  })
  .superRefine((params, context) => {
    checkTabular(params, (path, message) => {
      context.addIssue({ code: 'custom', path, message });
    });
  });
export type IngestCsvParams = z.infer<typeof ingestCsvParams>;
