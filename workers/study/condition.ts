import type { Scalar } from '../../schemas/index.ts';
import { evaluateRecord, parseExpression } from '../../science/expressions/index.ts';
import type { Condition } from '../../science/learning/tuning/index.ts';

/** A condition on the scalar members of a list's elements; a member that only some have is missing in the others. */
export function conditionOf(where: string | undefined): Condition | undefined {
  if (where === undefined) return undefined;
  const expression = parseExpression(where);
  return (list) => {
    const rows = list.map((item): Readonly<Record<string, Scalar>> => {
      const members = typeof item === 'object' && item !== null ? Object.entries(item) : [];
      return Object.fromEntries(members.filter((member): member is [string, Scalar] => isScalar(member[1])));
    });
    const absent = Object.fromEntries([...new Set(rows.flatMap(Object.keys))].map((name) => [name, null]));
    return rows.map((row) => evaluateRecord(expression, { ...absent, ...row }) === true);
  };
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
