import { nearestName } from '../science/expressions/index.ts';

/** ` (did you mean 'x'?)` for the candidate nearest to a mistyped name, or nothing. */
export function near(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : ` (did you mean '${nearest}'?)`;
}
