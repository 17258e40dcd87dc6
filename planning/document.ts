import { isNode, LineCounter, parseDocument, visit, type Alias, type Document } from 'yaml';
import type { z } from 'zod';
import { InputError, type InputPlace } from '../schemas/index.ts';

/** A YAML text with the place of everything in it. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at `path` is written; the nearest enclosing one when it is absent. */
  place(path: readonly PropertyKey[]): InputPlace;
}

export function readYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new InputError('yaml', error.message.split('\n')[0] ?? 'not YAML', {
      place: { file, line, column: col },
      expected: 'a YAML document',
    });
  }
  const alias = unresolvedAlias(document);
  if (alias !== undefined) {
    const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
    throw new InputError('yaml', `there is no anchor '&${alias.source}' above '*${alias.source}'`, {
      place: { file, line, column: col },
      expected: 'an alias of an anchor that stands before it',
      mend: `put &${alias.source} before the value where it first stands`,
    });
  }
  return {
    file,
    value: document.toJS() as unknown,
    place: (path) => {
      const offset = offsetOf(document, path);
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    },
  };
}

function unresolvedAlias(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Parses `value` by `schema`; the first problem becomes an `InputError` at its place in the document. */
export function parseAt<T>(
  document: YamlDocument,
  path: readonly PropertyKey[],
  schema: z.ZodType<T>,
  value: unknown,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues);
  const where = [...path, ...issue.path];
  const name = where.map(String).join('.');
  throw new InputError('campaign-syntax', `${name === '' ? 'the document' : name}: ${issue.message}`, {
    place: within(document.place(unknownKey(issue, where)), issue),
    mend: 'see `umbra tasks` for the parameters of each task kind and schemas/campaign.ts for the rest',
  });
}

type Issue = z.core.$ZodIssue;

/** Of a union's alternatives, the problem of the one that got furthest: nearest to what the person meant. */
function deepest(issues: readonly Issue[]): Issue {
  const all = issues.flatMap((issue) =>
    issue.code === 'invalid_union' && issue.errors.length > 0
      ? issue.errors.map((inner) => {
          const found = deepest(inner);
          return { ...found, path: [...issue.path, ...found.path] };
        })
      : [issue],
  );
  return all.reduce((best, issue) => (score(issue) > score(best) ? issue : best));
}

/** The place of a mistake inside a formula that starts at `start`. */
function within(start: InputPlace, issue: Issue): InputPlace {
  const params = issue.code === 'custom' ? (issue.params as { line?: number; column?: number } | undefined) : undefined;
  const { line = 1, column = 1 } = start;
  if (params?.column === undefined) return start;
  const down = (params.line ?? 1) - 1;
  return { ...start, line: line + down, column: down === 0 ? column + params.column - 1 : params.column };
}

const score = (issue: Issue): number => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0);

function unknownKey(issue: Issue, path: readonly PropertyKey[]): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' && issue.keys[0] !== undefined ? [...path, issue.keys[0]] : path;
}
