import { z } from 'zod';
import { InputError } from '../../schemas/index.ts';
import { parseExpression } from '../expressions/index.ts';

/** A formula in a task's parameters, read when the campaign is planned: a syntax error shows before anything runs. */
export const formulaText = z.string().superRefine((text, context) => {
  try {
    parseExpression(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});
