import { InputError, type InputPlace } from '../schemas/index.ts';
import { checkExpression, parseExpression, type Ast } from '../science/expressions/index.ts';
import { near } from './near.ts';
import type { ListMembers } from './schema-path.ts';

/**
 * Checks the condition on the elements that a study's metric is of: their members' names, and the texts that a member is compared with where all that
 * it may be are known.
 * @param members of the elements; null: any; undefined: there is no list
 */
export function checkCondition(
  where: string | undefined,
  members: ListMembers | null | undefined,
  place: InputPlace,
): void {
  if (where === undefined) return;
  if (members === undefined)
    throw new InputError('study-objective', '`where` chooses elements of a list, and the metric leads through none', {
      place,
    });
  const expression = parseExpression(where, place);
  if (members === null) return;
  checkExpression(expression, members.keys(), 'boolean');
  for (const [name, text] of comparedTexts(expression.ast)) {
    const known = members.get(name);
    if (known === undefined || known === null || known.includes(text)) continue;
    const names = known.map(String);
    throw new InputError('study-objective', `'${name}' is never "${text}"${near(text, names)}`, {
      place,
      expected: `one of ${names.join(', ')}`,
    });
  }
}

/** Names with the texts that they are compared with by ==, != and in. */
function comparedTexts(ast: Ast): readonly (readonly [name: string, text: string])[] {
  const pair = (one: Ast, other: Ast): readonly (readonly [string, string])[] =>
    one.type === 'name' && other.type === 'string' ? [[one.name, other.value]] : [];
  switch (ast.type) {
    case 'comparison': {
      const { rest, first } = ast;
      return rest.flatMap(({ operator, operand }, index) => {
        const before = index === 0 ? first : (rest[index - 1]?.operand ?? first);
        return operator === '==' || operator === '!=' ? [...pair(before, operand), ...pair(operand, before)] : [];
      });
    }
    case 'membership':
      return ast.list.flatMap((item) => pair(ast.value, item));
    case 'logic':
      return [...comparedTexts(ast.left), ...comparedTexts(ast.right)];
    case 'not':
      return comparedTexts(ast.operand);
    default:
      return [];
  }
}
