import type { z } from 'zod';
import type { StoredObject } from './artifact.ts';
import type { Table } from './table.ts';

/** `io`: many at once; `cpu`: one per core; `gpu`: one per device (a worker without a device uses the CPU and says so). */
export type Queue = 'io' | 'cpu' | 'gpu';

export type Scalar = string | number | boolean | null;
/** Attributes of an axis value (a sample's process, a category's model) that travel with a gathered input. */
export type Attributes = Readonly<Record<string, Scalar>>;

// ---------------------------------------------------------------- ports: what a task reads and writes

export interface TablePort {
  readonly type: 'table';
}
export interface RecordsPort<T> {
  readonly type: 'records';
  readonly row: z.ZodType<T>;
}
export interface JsonPort<T> {
  readonly type: 'json';
  readonly schema: z.ZodType<T>;
}
export interface FilePort {
  readonly type: 'file';
  readonly extension: string;
}
export type SinglePort = TablePort | RecordsPort<unknown> | JsonPort<unknown> | FilePort;
export interface ManyPort<P extends SinglePort> {
  readonly type: 'many';
  /** May be left out in a campaign: then there are none. */
  readonly optional?: boolean;
  readonly of: P;
}
export type InputPort = SinglePort | ManyPort<SinglePort>;

/** Events: Parquet (zstd) through DuckDB, read column by column. */
export const table = (): TablePort => ({ type: 'table' });
/** A small result table (metrics, yields, limits): Parquet, one flat object a row, validated by `row`. */
export const records = <T>(row: z.ZodType<T>): RecordsPort<T> => ({ type: 'records', row });
/** A small structured result: canonical JSON, validated by `schema` when written and when read. */
export const json = <T>(schema: z.ZodType<T>): JsonPort<T> => ({ type: 'json', schema });
/** Raw bytes (a ROOT file, a trained network, an HTML page). */
export const file = (extension: string): FilePort => ({ type: 'file', extension });
/** Any number of artifacts of one type, gathered over an axis, in the axis' order. */
export const many = <P extends SinglePort>(of: P): ManyPort<P> => ({ type: 'many', of });
/** The same, and a campaign need not name it. */
export const anyNumber = <P extends SinglePort>(of: P): ManyPort<P> => ({ type: 'many', of, optional: true });

interface InputBase {
  readonly sha256: string;
  readonly bytes: number;
  /** The attributes that the campaign carries along with this input (`with:`); part of the task's key. */
  readonly attributes: Attributes;
  /** The task instance that made it, or the path of a source file: for messages and reports, never for computing. */
  readonly origin: string;
}
export interface TableInput extends InputBase {
  /** Number of rows, known without reading. */
  readonly rows: number;
  readonly columns: readonly string[];
  /** The named columns (all when absent) in the order asked for. Cached in the process: treat as read-only. */
  read(columns?: readonly string[]): Promise<Table>;
  /** The stored objects this table is made of: same rows, different columns. */
  readonly parts: readonly StoredObject[];
}
export interface RecordsInput<T> extends InputBase {
  read(): Promise<readonly T[]>;
}
export interface JsonInput<T> extends InputBase {
  read(): Promise<T>;
}
export interface FileInput extends InputBase {
  /** A local path to the immutable bytes: read it, never write to it. */
  readonly path: string;
  read(): Promise<Uint8Array>;
}

export type InputOf<P> =
  P extends ManyPort<infer Q>
    ? readonly InputOf<Q>[]
    : P extends TablePort
      ? TableInput
      : P extends RecordsPort<infer T>
        ? RecordsInput<T>
        : P extends JsonPort<infer T>
          ? JsonInput<T>
          : P extends FilePort
            ? FileInput
            : never;

export interface TableOutput {
  /**
   * Stores a table. With `extend`, `value` holds only the columns to add to that input, row by row: the input's
   * own objects are referred to, not written again.
   */
  write(value: Table, options?: { readonly extend: TableInput }): Promise<void>;
}

export type OutputOf<P> = P extends TablePort
  ? TableOutput
  : P extends RecordsPort<infer T>
    ? { write(rows: readonly T[]): Promise<void> }
    : P extends JsonPort<infer T>
      ? { write(value: T): Promise<void> }
      : P extends FilePort
        ? { write(bytes: Uint8Array): Promise<void> }
        : never;

// ---------------------------------------------------------------- a running task

export interface Progress {
  /** 0 to 1. */
  readonly fraction?: number;
  readonly message?: string;
  readonly epoch?: number;
  readonly epochs?: number;
  readonly loss?: number;
  readonly validationLoss?: number;
  readonly eventsPerSecond?: number;
  /** Epochs (or iterations) that a checkpoint spared this attempt; said once. */
  readonly resumed?: number;
}

export interface TaskLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** State saved under the task's key, so that a retry, another worker or a new run goes on from it. */
export interface CheckpointStore {
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
  /**
   * True when a task with more of the same (a training with more epochs) may go on from this one: it then loads what this
   * one saved last, so the final state is to be saved too. A kind that does not will do the work anew, to the same result.
   */
  readonly keep?: boolean;
}

export interface TaskContext<Params, Inputs, Outputs> {
  readonly params: Params;
  readonly inputs: { readonly [K in keyof Inputs]: InputOf<Inputs[K]> };
  readonly outputs: { readonly [K in keyof Outputs]: OutputOf<Outputs[K]> };
  /** Seed of this task; derived from the campaign's. Only a task declared `seeded` may use it. */
  readonly seed: number;
  /** Threads that this slot may use. */
  readonly threads: number;
  readonly checkpoint: CheckpointStore;
  progress(progress: Progress): void;
  /** Aborted when the task is cancelled, timed out, or its worker drains. Check it at least each second of work. */
  readonly signal: AbortSignal;
  readonly log: TaskLog;
}

/** Columns of the tables that a task will read, by port: of a gather, of the first table. Absent: not known. */
export type PlannedColumns<Inputs = Record<string, InputPort>> = Partial<
  Record<keyof Inputs & string, { readonly columns: readonly string[]; readonly origin: string }>
>;

export interface TaskDefinition<
  Params = unknown,
  Inputs extends Record<string, InputPort> = Record<string, InputPort>,
  Outputs extends Record<string, SinglePort> = Record<string, SinglePort>,
> {
  /** Name in a campaign file: lower case with hyphens. */
  readonly kind: string;
  /** Bumped when the meaning of an output changes; part of the key. */
  readonly version: number;
  readonly queue: Queue;
  readonly summary: string;
  /** Validated when the campaign is planned. Use `z.strictObject` so that unknown parameters are errors. */
  readonly params: z.ZodType<Params>;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  /** True when the result depends on the seed, which then is part of the key. */
  readonly seeded?: boolean;
  /** True when a task takes milliseconds (it joins a few small tables, say): many then share one activity. */
  readonly brief?: boolean;
  /**
   * What can be told of columns before anything runs. Throws an InputError when parameters name columns that the inputs
   * will not have; gives the columns of the output tables. Inputs and outputs that are not among them are found out when the task runs.
   * Called when a campaign is planned, once for equal parameters and inputs.
   */
  columns?(params: Params, inputs: PlannedColumns<Inputs>): Readonly<Record<string, readonly string[]>>;
  run(context: TaskContext<Params, Inputs, Outputs>): Promise<void>;
}

/** Declares a task kind; gives `run` the types that follow from params, inputs and outputs. */
export function defineTask<
  Params,
  const Inputs extends Record<string, InputPort>,
  const Outputs extends Record<string, SinglePort>,
>(definition: TaskDefinition<Params, Inputs, Outputs>): TaskDefinition<Params, Inputs, Outputs> {
  return definition;
}

/** A definition whose type parameters are forgotten: what registries and planners handle. */
export interface AnyTaskDefinition extends Omit<TaskDefinition, 'run' | 'columns'> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- parameters fit only their own definition
  columns?(params: any, inputs: PlannedColumns): Readonly<Record<string, readonly string[]>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a context fits only its own definition; registries pass it through
  run(context: any): Promise<void>;
}
