import { expressionFunctions } from '../science/expressions/index.ts';
import { columns } from './columns.ts';
import type { CommonOptions } from './places.ts';

/** Lists the functions of the expression language. */
export function functions(options: CommonOptions): void {
  const all = [...expressionFunctions.values()].map(({ name, signature, unit, definition, group }) => ({
    ...{ name, signature, unit, definition, group },
  }));
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(all)}\n`);
    return;
  }
  const rows = all.map(({ group, signature, unit, definition }) => [group, signature, unit, definition]);
  process.stdout.write(`${columns([['', 'function', 'unit', 'what it is'], ...rows])}\n`);
}
