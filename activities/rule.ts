import { z } from 'zod';
import { InputError, type Attributes } from '../schemas/index.ts';
import { evaluateRecord, parseExpression } from '../science/expressions/index.ts';

/** A condition on attributes; its syntax is checked when the campaign is planned. */
export const rule = z.string().superRefine((text, context) => {
  try {
    parseExpression(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: error.detail.place });
  }
});

/** Number of the first class whose rule holds for a sample. @throws InputError `no-class` when none does */
export function classOf(
  classes: readonly { readonly name: string; readonly where: string }[],
  attributes: Attributes,
  sample: string,
): number {
  const found = classes.findIndex(({ where }) => evaluateRecord(parseExpression(where), attributes) === true);
  if (found >= 0) return found;
  throw new InputError('no-class', `no class has a rule that holds for this sample`, {
    place: { sample },
    expected: `one of ${classes.map(({ name, where }) => `${name} (${where})`).join(', ')}`,
    mend: 'add a class, or gather other samples',
  });
}
