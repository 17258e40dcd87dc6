import { z } from 'zod';
import { checkTabular, tabularParams } from '../tabular/params.ts';

export const ingestParquetParams = z.strictObject(tabularParams).superRefine((params, context) => {
  checkTabular(params, (path, message) => {
    context.addIssue({ code: 'custom', path, message });
  });
});
