import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  InputError,
  type AnyTaskDefinition,
  type Column,
  type FileInput,
  type JsonInput,
  type RecordsInput,
  type SinglePort,
  type StoredObject,
  type TableInput,
} from '../schemas/index.ts';
import { decodeRecords, intactPath, type Store } from '../store/index.ts';
import type { ChildArtifact, ChildTask } from './child-messages.ts';
import { createColumnCache } from './column-cache.ts';

const columnCache = createColumnCache(1 << 30);
/** The inputs of a task as its `run` receives them, reading from the store when asked. */
export async function openInputs(
  store: Store,
  task: ChildTask,
  definition: AnyTaskDefinition,
): Promise<Record<string, unknown>> {
  const ports = definition.inputs;
  const opened = await Promise.all(
    Object.entries(ports).map(async ([name, port]) => {
      const given = task.inputs[name];
      if (given === undefined) throw new Error(`${task.id} was given no input ${name}`);
      if (port.type !== 'many') return [name, await open(store, port, given as ChildArtifact)] as const;
      return [
        name,
        await Promise.all((given as readonly ChildArtifact[]).map((one) => open(store, port.of, one))),
      ] as const;
    }),
  );
  return Object.fromEntries(opened);
}

async function open(store: Store, port: SinglePort, artifact: ChildArtifact): Promise<unknown> {
  if ('file' in artifact) return openSource(artifact);
  const [object] = artifact.parts;
  if (object === undefined) throw new Error(`${artifact.origin} has no content`);
  const base = {
    sha256: digestOf(artifact.parts),
    bytes: object.bytes,
    attributes: artifact.attributes,
    origin: artifact.origin,
  };
  const path = (part: StoredObject) => (): Promise<string> => intactPath(store, part);
  switch (port.type) {
    case 'table':
      return { ...base, ...openTable(artifact, path) } satisfies TableInput;
    case 'records':
      return {
        ...base,
        read: async () => decodeRecords(await store.readObject(object), port.row),
      } satisfies RecordsInput<unknown>;
    case 'json':
      return {
        ...base,
        read: async () => z.parse(port.schema, JSON.parse((await store.readObject(object)).toString())),
      } satisfies JsonInput<unknown>;
    case 'file':
      return openFile(base, await path(object)());
  }
}

function openFile(base: Omit<FileInput, 'path' | 'read'>, path: string): FileInput {
  return { ...base, path, read: () => readFile(path) };
}

function digestOf(parts: readonly StoredObject[]): string {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first.sha256;
  return createHash('sha256')
    .update(parts.map(({ sha256 }) => sha256).join())
    .digest('hex');
}

function openSource(source: Extract<ChildArtifact, { file: string }>): FileInput {
  return openFile({ sha256: source.sha256, bytes: source.bytes, attributes: {}, origin: source.file }, source.file);
}

function openTable(
  artifact: Exclude<ChildArtifact, { file: string }>,
  path: (part: StoredObject) => () => Promise<string>,
): Pick<TableInput, 'rows' | 'columns' | 'parts' | 'read'> {
  const described = artifact.columns ?? [];
  // A later part may write a column anew: the last one counts.
  const partOf = new Map<string, { readonly part: StoredObject; readonly unit: string | undefined }>();
  artifact.parts.forEach((part, index) => {
    for (const { name, unit } of described[index] ?? []) partOf.set(name, { part, unit });
  });
  const columns = [...partOf.keys()];
  return {
    rows: artifact.rows ?? 0,
    columns,
    parts: artifact.parts,
    async read(wanted = columns) {
      const unknown = wanted.filter((name) => !partOf.has(name));
      if (unknown.length > 0)
        throw new InputError('missing-column', `there is no column ${unknown.map((name) => `'${name}'`).join(', ')}`, {
          place: { sample: artifact.origin },
          expected: `one of ${columns.join(', ')}`,
        });
      const found = new Map<string, Column>();
      for (const part of artifact.parts) {
        const here = wanted.filter((name) => partOf.get(name)?.part === part);
        if (here.length === 0) continue;
        for (const [name, column] of await columnCache.read(part, path(part), here)) found.set(name, column);
      }
      const ordered = wanted.map((name) => {
        const { unit } = partOf.get(name) ?? {};
        const column = found.get(name) as Column;
        return [name, unit === undefined ? column : { ...column, unit }] as const;
      });
      return { rows: artifact.rows ?? 0, columns: new Map(ordered) };
    },
  };
}
