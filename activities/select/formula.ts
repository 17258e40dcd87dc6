import { z } from 'zod';
import { InputError } from '../../schemas/index.ts';
import { parseExpression } from '../../science/expressions/index.ts';

/** Syntax is checked when the campaign is planned, its names when the columns are known. */
const text = z.string().superRefine((written, context) => {
  try {
    parseExpression(written);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Line and column inside the formula, for whoever knows where the formula stands in its file.
    context.addIssue({ code: 'custom', message: error.message, params: error.detail.place });
  }
});

/** A formula. `${sample.dsid}` alone gives a number: it means itself. */
export const formula = z.preprocess((given) => (typeof given === 'number' ? String(given) : given), text);
