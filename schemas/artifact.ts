import type { ColumnType } from './table.ts';
import type { Attributes } from './task.ts';

export interface StoredObject {
  readonly sha256: string;
  readonly bytes: number;
}

export interface ColumnDescription {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
}

/**
 * One output of a task. A table may have several parts: objects with the same rows and different columns
 * (a task that only adds columns stores only those).
 */
export interface StoredOutput {
  readonly type: 'table' | 'records' | 'json' | 'file';
  readonly parts: readonly StoredObject[];
  readonly rows?: number;
  /** Columns of each part, in the parts' order. */
  readonly columns?: readonly (readonly ColumnDescription[])[];
  readonly extension?: string;
}

export interface RecordedInput {
  readonly port: string;
  readonly parts: readonly string[];
  readonly attributes?: Attributes;
  /** Key of the task that made it, or the source file it is. */
  readonly from: { readonly key: string; readonly task: string; readonly output: string } | { readonly file: string };
}

/** What the action cache holds under a task's key: the manifest of its outputs and how they came to be. */
export interface ActionEntry {
  readonly key: string;
  readonly task: string;
  readonly kind: string;
  readonly version: number;
  readonly params: unknown;
  readonly seed?: number;
  readonly inputs: readonly RecordedInput[];
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  readonly code: string;
  readonly host: string;
  readonly started: string;
  readonly seconds: number;
  /** Epochs that the attempt which made this found done in a checkpoint. */
  readonly resumed?: number;
  /** What the task said with level warn or above. */
  readonly warnings: readonly string[];
}

export type TaskState = 'cached' | 'done' | 'failed' | 'blocked' | 'cancelled';

export interface TaskRecord {
  readonly state: TaskState;
  readonly key?: string;
  readonly seconds?: number;
  /** Epochs that were not done again after an interruption. */
  readonly resumed?: number;
  readonly error?: { readonly type: string; readonly message: string };
}

/** `waiting`: tasks have failed, and the run stays open for a `retry`. */
export type RunState = 'completed' | 'failed' | 'cancelled' | 'waiting';

/** One run of a campaign: which key each task had and how it ended. */
export interface RunRecord {
  readonly run: string;
  readonly campaign: string;
  readonly title: string;
  readonly plan: StoredObject;
  readonly state: RunState;
  readonly started: string;
  readonly finished: string;
  readonly seconds: number;
  readonly tasks: Readonly<Record<string, TaskRecord>>;
}
