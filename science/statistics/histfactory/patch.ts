import { z } from 'zod';
import { canonicalJson, InputError } from '../../../schemas/index.ts';

const pointer = z.string().regex(/^(\/[^/]*)*$/, 'not a JSON pointer (RFC 6901)');

/** One change of a JSON document (RFC 6902). */
export const patchOperationSchema = z.discriminatedUnion('op', [
  z.looseObject({ op: z.enum(['add', 'replace', 'test']), path: pointer, value: z.unknown() }),
  z.looseObject({ op: z.literal('remove'), path: pointer }),
  z.looseObject({ op: z.enum(['move', 'copy']), path: pointer, from: pointer }),
]);
export const patchSchema = z.array(patchOperationSchema);
export type PatchOperation = z.infer<typeof patchOperationSchema>;

type Container = unknown[] | Record<string, unknown>;

/**
 * Applies the operations in order to a copy of the document (RFC 6902).
 * @throws InputError that names the first operation that does not apply
 */
export function applyPatch(document: unknown, operations: readonly PatchOperation[]): unknown {
  // A parent above the document makes the document itself a place like any other.
  const root: Record<string, unknown> = { '': structuredClone(document) };
  operations.forEach((operation, index) => {
    const fail = (reason: string): never => {
      throw new InputError(
        'patch',
        `operation ${index} (${operation.op} ${operation.path}) does not apply: ${reason}`,
        {
          mend: 'check that the patch was made for this workspace',
        },
      );
    };
    apply(root, operation, fail);
  });
  return root[''];
}

type Fail = (reason: string) => never;

function apply(root: Record<string, unknown>, operation: PatchOperation, fail: Fail): void {
  switch (operation.op) {
    case 'add':
      insert(root, operation.path, structuredClone(operation.value), fail);
      break;
    case 'replace':
      remove(root, operation.path, fail);
      insert(root, operation.path, structuredClone(operation.value), fail);
      break;
    case 'test':
      if (canonicalJson(read(root, operation.path, fail)) !== canonicalJson(operation.value))
        fail('the document has another value there');
      break;
    case 'remove':
      remove(root, operation.path, fail);
      break;
    case 'copy':
      insert(root, operation.path, structuredClone(read(root, operation.from, fail)), fail);
      break;
    case 'move': {
      if (operation.path.startsWith(`${operation.from}/`)) fail('a value cannot be moved into itself');
      const value = read(root, operation.from, fail);
      remove(root, operation.from, fail);
      insert(root, operation.path, value, fail);
    }
  }
}

/** The container of the place that a pointer names, and its key there. */
function locate(root: Record<string, unknown>, path: string, fail: Fail): readonly [Container, string] {
  const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let container: Container = root;
  for (const key of keys.slice(0, -1)) {
    const next: unknown = member(container, key, fail);
    if (typeof next !== 'object' || next === null) return fail(`there is no list or object at '${key}'`);
    container = next as Container;
  }
  return [container, keys.at(-1) as string];
}

function member(container: Container, key: string, fail: Fail): unknown {
  if (Array.isArray(container)) return container[indexOf(container, key, container.length - 1, fail)];
  return Object.hasOwn(container, key) ? container[key] : fail(`there is no '${key}'`);
}

function indexOf(list: readonly unknown[], key: string, last: number, fail: Fail): number {
  if (!/^(0|[1-9][0-9]*)$/.test(key)) return fail(`'${key}' is not an index of a list`);
  const index = Number(key);
  return index <= last ? index : fail(`index ${key} is beyond a list of ${list.length}`);
}

function read(root: Record<string, unknown>, path: string, fail: Fail): unknown {
  const [container, key] = locate(root, path, fail);
  return member(container, key, fail);
}

function remove(root: Record<string, unknown>, path: string, fail: Fail): void {
  const [container, key] = locate(root, path, fail);
  member(container, key, fail);
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else Reflect.deleteProperty(container, key);
}

function insert(root: Record<string, unknown>, path: string, value: unknown, fail: Fail): void {
  const [container, key] = locate(root, path, fail);
  if (!Array.isArray(container)) container[key] = value;
  else container.splice(key === '-' ? container.length : indexOf(container, key, container.length, fail), 0, value);
}
