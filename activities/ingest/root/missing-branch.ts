import { InputError } from '../../../schemas/index.ts';
import type { RootTree } from './tree.ts';

/** The error for branches that a tree does not have, with the nearest names that it does have. */
export function missingBranch(tree: RootTree, names: readonly string[]): InputError {
  const held = [...tree.branches.keys()];
  const [first = ''] = names;
  const others = names.length > 1 ? ` (nor ${names.slice(1).map(quote).join(', ')})` : '';
  const near = nearNames(first, held);
  return new InputError('missing-branch', `tree '${tree.name}' has no such branch${others}`, {
    place: { ...tree.source.place, branch: first },
    expected: near.length > 0 ? `a name like ${near.map(quote).join(', ')}` : `one of ${held.map(quote).join(', ')}`,
    mend: 'correct the name in the campaign, or produce the file with this branch',
  });
}

const quote = (name: string): string => `'${name}'`;

/** Up to three names within a third of the length in edits, or that contain the name or are contained in it. */
export function nearNames(name: string, candidates: readonly string[]): string[] {
  const lower = name.toLowerCase();
  return candidates
    .map((candidate) => {
      const other = candidate.toLowerCase();
      const contained = other.length >= 3 && (lower.includes(other) || other.includes(lower));
      return { candidate, distance: contained ? 1 : editDistance(lower, other) };
    })
    .filter(({ distance }) => distance <= Math.max(1, name.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's distance: insertions, deletions and replacements that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
