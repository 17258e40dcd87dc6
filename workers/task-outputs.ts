import { z } from 'zod';
import {
  canonicalJson,
  columnType,
  type AnyTaskDefinition,
  type SinglePort,
  type StoredOutput,
  type Table,
  type TableInput,
} from '../schemas/index.ts';
import { encodeRecords, writeTable, type Store } from '../store/index.ts';
import type { ChildArtifact, ChildTask } from './child-messages.ts';

export interface TaskOutputs {
  readonly writers: Readonly<Record<string, { write(value: never, options?: never): Promise<void> }>>;
  /** What was written; an output that was not is an error of the task. */
  finish(): Readonly<Record<string, StoredOutput>>;
}

/** The outputs of a task: each `write` puts an object into the store. Nothing counts before the action-cache entry. */
export function openOutputs(store: Store, task: ChildTask, definition: AnyTaskDefinition): TaskOutputs {
  const ports = definition.outputs;
  const written: Record<string, StoredOutput> = {};
  const writers = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [
      name,
      {
        write: async (value: unknown, options?: { readonly extend: TableInput }) => {
          if (name in written) throw new Error(`${task.id} wrote its output '${name}' twice`);
          written[name] = await write(store, port, value, { task, name, extend: options?.extend });
        },
      },
    ]),
  );
  return {
    writers,
    finish: () => {
      const missing = Object.keys(ports).filter((name) => !(name in written));
      if (missing.length > 0) throw new Error(`${task.id} did not write its output ${missing.join(', ')}`);
      return written;
    },
  };
}

async function write(
  store: Store,
  port: SinglePort,
  value: unknown,
  context: { readonly task: ChildTask; readonly name: string; readonly extend: TableInput | undefined },
): Promise<StoredOutput> {
  switch (port.type) {
    case 'table':
      return writeTableOutput(store, value as Table, context.extend, context.task);
    case 'records': {
      const rows = value as readonly unknown[];
      return { type: 'records', parts: [await store.putBytes(await encodeRecords(port.row, rows))], rows: rows.length };
    }
    case 'json': {
      const text = canonicalJson(z.parse(port.schema, value), context.name);
      return { type: 'json', parts: [await store.putBytes(Buffer.from(text))] };
    }
    case 'file':
      return { type: 'file', parts: [await store.putBytes(value as Uint8Array)], extension: port.extension };
  }
}

async function writeTableOutput(
  store: Store,
  table: Table,
  extend: TableInput | undefined,
  task: ChildTask,
): Promise<StoredOutput> {
  if (extend !== undefined && extend.rows !== table.rows)
    throw new Error(`${task.id} adds columns of ${table.rows} rows to a table of ${extend.rows}`);
  const added = await store.putFile('.parquet', (path) => writeTable(path, table));
  const columns = [...table.columns].map(([name, column]) => ({
    name,
    type: columnType(column.values),
    ...(column.unit === undefined ? {} : { unit: column.unit }),
  }));
  const base = extend === undefined ? [] : baseColumns(extend, task);
  return { type: 'table', parts: [...(extend?.parts ?? []), added], rows: table.rows, columns: [...base, columns] };
}

/** The column descriptions of the parts of the input that is extended. */
function baseColumns(extend: TableInput, task: ChildTask): NonNullable<StoredOutput['columns']> {
  const inputs = Object.values(task.inputs).flatMap((input): readonly ChildArtifact[] =>
    'length' in input ? input : [input],
  );
  const found = inputs.find((input) => 'parts' in input && input.parts === extend.parts);
  if (found === undefined || !('columns' in found))
    throw new Error(`${task.id} extends a table that is not one of its inputs`);
  return found.columns;
}
