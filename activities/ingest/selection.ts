import { InputError, type Table } from '../../schemas/index.ts';
import { columnsOf, compileColumns, type Expression } from '../../science/expressions/index.ts';

/**
 * Evaluates a condition over the fields of all objects at once: [objects], 1 where it is true. Throws InputError
 * `expression-type` where it gives no truth value, and those of the expression language.
 */
export function selectObjects(condition: Expression, objects: Table): Uint8Array {
  const result = compileColumns(condition, columnsOf(objects)).evaluate(objects);
  if (result.kind === 'boolean') return result.values;
  throw new InputError('expression-type', `the selection '${condition.text}' gives a ${result.kind}`, {
    expected: 'a condition (true or false)',
    mend: 'compare it with something: pt > 20',
  });
}
