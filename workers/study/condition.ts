import type { Scalar } from '../../schemas/index.ts';
import { evaluateRecord, parseExpression } from '../../science/expressions/index.ts';
import type { Condition } from '../../science/learning/tuning/index.ts';

/** So many of the values that a member has are told. */
const mostTold = 8;

/** A condition on the scalar members of a list's elements; a member that only some have is missing in the others. */
export function conditionOf(where: string | undefined): Condition | undefined {
  if (where === undefined) return undefined;
  const expression = parseExpression(where);
  const seen = new Map(expression.names.map((name) => [name, new Set<Scalar>()]));
  return {
    holds(list) {
      const rows = list.map((item): Readonly<Record<string, Scalar>> => {
        const members = typeof item === 'object' && item !== null ? Object.entries(item) : [];
        return Object.fromEntries(members.filter((member): member is [string, Scalar] => isScalar(member[1])));
      });
      const absent = Object.fromEntries([...new Set(rows.flatMap(Object.keys))].map((name) => [name, null]));
      return rows.map((row) => {
        for (const [name, values] of seen) values.add(row[name] ?? null);
        return evaluateRecord(expression, { ...absent, ...row }) === true;
      });
    },
    seen: () =>
      [...seen]
        .filter(([, values]) => values.size > 0)
        .map(([name, values]) => {
          const told = [...values].slice(0, mostTold).map(String).join(', ');
          return `${name} is ${told}${values.size > mostTold ? ', ...' : ''}`;
        })
        .join('; '),
  };
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
