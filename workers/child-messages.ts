import type { Attributes, ColumnDescription, Progress, StoredObject, StoredOutput } from '../schemas/index.ts';

/** One artifact as a task child receives it. */
export type ChildArtifact =
  | { readonly file: string; readonly sha256: string; readonly bytes: number }
  | {
      readonly parts: readonly StoredObject[];
      readonly rows?: number;
      readonly columns?: readonly (readonly ColumnDescription[])[];
      readonly attributes: Attributes;
      readonly origin: string;
    };

/** Everything a child needs to run one task. */
export interface ChildTask {
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  readonly params: unknown;
  readonly seed: number;
  readonly inputs: Readonly<Record<string, ChildArtifact | readonly ChildArtifact[]>>;
  readonly plugins: readonly string[];
  readonly storeFolder: string;
  readonly threads: number;
  /** Key of the task whose checkpoint it goes on from where it has none of its own, and whether its last one stays. */
  readonly checkpoint?: { readonly from?: string; readonly keep: boolean };
}

export type ToChild =
  { readonly type: 'run'; readonly task: ChildTask } | { readonly type: 'abort'; readonly reason: string };

export interface ChildFailure {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  /** The object that could not be read, when the store was at fault. */
  readonly sha256?: string;
}

export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly fields: object;
      readonly message: string;
    }
  | {
      readonly type: 'done';
      readonly outputs: Readonly<Record<string, StoredOutput>>;
      readonly warnings: readonly string[];
      readonly seconds: number;
      readonly rss: number;
    }
  | { readonly type: 'failed'; readonly failure: ChildFailure; readonly rss: number };
