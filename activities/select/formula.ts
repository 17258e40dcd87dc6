import { z } from 'zod';
import { InputError } from '../../schemas/index.ts';
import { parseExpression } from '../../science/expressions/index.ts';

/** A formula; its syntax is checked when the campaign is planned, its names when the columns are known. */
export const formula = z.string().superRefine((text, context) => {
  try {
    parseExpression(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Line and column inside the formula, for whoever knows where the formula stands in its file.
    context.addIssue({ code: 'custom', message: error.message, params: error.detail.place });
  }
});
