import type { z } from 'zod';
import { InputError } from '../../../schemas/index.ts';
import { workspaceSchema, type Workspace } from './workspace.ts';

const KNOWN = 'normfactor, normsys, histosys, shapesys, staterror, lumi, shapefactor';

/**
 * Checks that `value` is a workspace of schema 1.0.0.
 * @param file for messages
 * @throws InputError that names the channel, sample and modifier where it is not
 */
export function parseWorkspace(value: unknown, file?: string): Workspace {
  return parseBy(workspaceSchema, value, 'workspace', file);
}

/** The first problem as an `InputError` that names the place in the document by the names given there. */
export function parseBy<T>(schema: z.ZodType<T>, value: unknown, what: string, file?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const where = issue.path.length === 0 ? `the ${what}` : namedPath(value, issue.path);
  const unknownType = issue.code === 'invalid_union' && issue.path.at(-1) === 'type';
  const found = unknownType ? `: '${String(valueAt(value, issue.path))}' is not a modifier that is known` : '';
  throw new InputError(`${what}-syntax`, `${where}${found === '' ? `: ${issue.message}` : found}`, {
    ...(file === undefined ? {} : { place: { file } }),
    expected: unknownType ? `one of ${KNOWN}` : `a HistFactory ${what} of schema 1.0.0`,
  });
}

/** `channels[0] 'SR' samples[1] 'bkg' data`: the path with the names of what it goes through. */
function namedPath(root: unknown, path: readonly PropertyKey[]): string {
  const parts: string[] = [];
  path.forEach((key, depth) => {
    if (typeof key === 'number') {
      const item = valueAt(root, path.slice(0, depth + 1));
      const name = isRecord(item) && typeof item.name === 'string' ? ` '${item.name}'` : '';
      parts.push(`${parts.pop() ?? ''}[${key}]${name}`);
    } else parts.push(String(key));
  });
  return parts.join(' ');
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      isRecord(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    root,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
