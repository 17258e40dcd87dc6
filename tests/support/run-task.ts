import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  InputError,
  type AnyTaskDefinition,
  type Attributes,
  type FileInput,
  type InputOf,
  type InputPort,
  type JsonInput,
  type Progress,
  type RecordsInput,
  type SinglePort,
  type Table,
  type TableInput,
  type TaskDefinition,
} from '../../schemas/index.ts';

const digest = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** A hash of names and values: tables that differ have different ones, as in a store. */
function contentOf(table: Table): string {
  const hash = createHash('sha256');
  for (const [name, { values, valid }] of table.columns) {
    hash.update(name);
    if (Array.isArray(values)) hash.update(JSON.stringify(values));
    else {
      const { buffer, byteOffset, byteLength } = values as Float64Array;
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    if (valid !== undefined) hash.update(valid);
  }
  return hash.digest('hex');
}

/** A table as a task receives it, without a store. */
export function tableInput(table: Table, attributes: Attributes = {}): TableInput {
  const base = { sha256: contentOf(table), bytes: 0, attributes, origin: 'test' };
  return {
    ...base,
    rows: table.rows,
    columns: [...table.columns.keys()],
    parts: [],
    read(this: TableInput, columns = [...table.columns.keys()]) {
      const { origin } = this;
      return Promise.resolve({
        rows: table.rows,
        columns: new Map(
          columns.map((name) => {
            const column = table.columns.get(name);
            if (column === undefined)
              throw new InputError('missing-column', `there is no column '${name}'`, { place: { sample: origin } });
            return [name, column] as const;
          }),
        ),
      });
    },
  };
}

export function recordsInput<T>(rows: readonly T[], attributes: Attributes = {}): RecordsInput<T> {
  return {
    sha256: digest(JSON.stringify(rows)),
    bytes: 0,
    attributes,
    origin: 'test',
    read: () => Promise.resolve(rows),
  };
}

export function jsonInput<T>(value: T, attributes: Attributes = {}): JsonInput<T> {
  return {
    sha256: digest(JSON.stringify(value)),
    bytes: 0,
    attributes,
    origin: 'test',
    read: () => Promise.resolve(value),
  };
}

export function fileInput(content: string | Uint8Array, attributes: Attributes = {}): FileInput {
  const isPath = typeof content === 'string';
  return {
    sha256: digest(content),
    bytes: 0,
    attributes,
    origin: isPath ? content : 'test',
    path: isPath ? content : '',
    read: () => (isPath ? readFile(content) : Promise.resolve(content)),
  };
}

export interface TaskRun {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly progress: readonly Progress[];
  readonly logs: readonly { readonly level: string; readonly fields: object; readonly message: string }[];
  /** The last checkpoint saved, if any. */
  readonly checkpoint: Uint8Array | undefined;
}

/** Runs a task kind in this process: parameters are parsed by its schema, records and JSON outputs validated. */
export async function runTask<P, I extends Record<string, InputPort>, O extends Record<string, SinglePort>>(
  definition: TaskDefinition<P, I, O>,
  given: {
    readonly params: unknown;
    readonly inputs: { readonly [K in keyof I]: InputOf<I[K]> };
    readonly seed?: number;
    readonly threads?: number;
    readonly signal?: AbortSignal;
    readonly checkpoint?: Uint8Array;
    /** Whether a longer task may go on from this one. */
    readonly keepCheckpoint?: boolean;
  },
): Promise<TaskRun> {
  const anyDefinition: AnyTaskDefinition = definition;
  const outputs: Record<string, unknown> = {};
  const progress: Progress[] = [];
  const logs: { level: string; fields: object; message: string }[] = [];
  let checkpoint = given.checkpoint;
  const log = (level: string) => (fields: object, message: string) => void logs.push({ level, fields, message });
  const writers = Object.fromEntries(
    Object.entries(definition.outputs).map(([name, port]) => [
      name,
      {
        write: async (value: unknown, options?: { readonly extend: TableInput }) => {
          if (port.type === 'json') outputs[name] = port.schema.parse(value);
          else if (port.type === 'records') outputs[name] = (value as unknown[]).map((row) => port.row.parse(row));
          else if (options !== undefined) {
            const [base, added] = [await options.extend.read(), value as Table];
            if (base.rows !== added.rows) throw new Error(`${name}: ${added.rows} rows added to ${base.rows}`);
            outputs[name] = { rows: base.rows, columns: new Map([...base.columns, ...added.columns]) };
          } else outputs[name] = value;
        },
      },
    ]),
  );
  await anyDefinition.run({
    params: definition.params.parse(given.params),
    inputs: given.inputs,
    outputs: writers,
    seed: given.seed ?? 1,
    threads: given.threads ?? 1,
    checkpoint: {
      load: () => Promise.resolve(checkpoint),
      save: (bytes: Uint8Array) => {
        checkpoint = bytes;
        return Promise.resolve();
      },
      keep: given.keepCheckpoint === true,
    },
    progress: (step: Progress) => void progress.push(step),
    signal: given.signal ?? new AbortController().signal,
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  });
  const missing = Object.keys(definition.outputs).filter((name) => !(name in outputs));
  if (missing.length > 0) throw new Error(`${definition.kind} wrote no ${missing.join(', ')}`);
  return { outputs, progress, logs, checkpoint };
}

/** The values of a column as plain numbers, bigints or texts; empty where there is no such column. */
export const columnValues = (table: Table, name: string): readonly (number | bigint | string)[] => [
  ...((table.columns.get(name)?.values ?? []) as Iterable<number | bigint | string>),
];
