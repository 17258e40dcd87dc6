import type { ActionEntry, ModelRegistry, RunRecord, StoredObject } from '../schemas/index.ts';

/**
 * Where artifacts live. Objects are immutable bytes under their sha256; the action cache maps a task's key to its
 * manifest; runs and checkpoints are named by run and key. Every write is whole or absent, also after a crash.
 */
export interface Store {
  /** For messages. */
  readonly location: string;

  /** Takes a finished temporary file (made by `temporaryPath`) into the store. */
  takeFile(temporary: string): Promise<StoredObject>;
  putBytes(bytes: Uint8Array): Promise<StoredObject>;
  /** A path for a file being written; `gc` removes what a crash leaves there. */
  temporaryPath(extension: string): string;
  /** Whether the object is there with its full size. */
  isWhole(object: StoredObject): Promise<boolean>;
  /** A local path to an object's bytes; rejects with a `StoreError` when it is missing or has the wrong size. */
  objectPath(object: StoredObject): Promise<string>;
  listObjects(): AsyncIterable<StoredObject>;
  removeObject(sha256: string): Promise<void>;

  getAction(key: string): Promise<ActionEntry | undefined>;
  putAction(entry: ActionEntry): Promise<void>;
  removeAction(key: string): Promise<void>;
  listActions(): AsyncIterable<ActionEntry>;

  getRun(run: string): Promise<RunRecord | undefined>;
  putRun(record: RunRecord): Promise<void>;
  removeRun(run: string): Promise<void>;
  /** Newest first. */
  listRuns(campaign?: string): Promise<readonly RunRecord[]>;

  /** Whether the tasks of a run are held back: workers ask before each. */
  isPaused(run: string): Promise<boolean>;
  setPaused(run: string, paused: boolean): Promise<void>;

  /** Adds lines to what a worker says of a run; readers follow them with `readEvents`. */
  appendEvents(run: string, writer: string, lines: string): Promise<void>;
  /** Everything said of a run after the offsets given by an earlier call (none at first). */
  readEvents(
    run: string,
    after: ReadonlyMap<string, number>,
  ): Promise<{ readonly text: string; readonly offsets: ReadonlyMap<string, number> }>;

  /** The models of a campaign; undefined when it has none. */
  getModels(campaign: string): Promise<ModelRegistry | undefined>;
  /** Changes a campaign's models; `change` is called again when another writer was quicker. */
  updateModels(campaign: string, change: (before: ModelRegistry) => ModelRegistry): Promise<ModelRegistry>;
  listModels(): Promise<readonly ModelRegistry[]>;

  loadCheckpoint(key: string): Promise<Uint8Array | undefined>;
  saveCheckpoint(key: string, bytes: Uint8Array): Promise<void>;
  removeCheckpoint(key: string): Promise<void>;
  listCheckpoints(): AsyncIterable<string>;
  /** Removes temporary files that nothing writes any more; gives their number. */
  removeTemporary(olderThanSeconds: number): Promise<number>;
}

/** The store does not hold what it should: a missing, truncated or altered object. Healed by running the task again. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: 'missing-object' | 'wrong-size' | 'wrong-content',
    message: string,
    readonly sha256: string,
  ) {
    super(message);
  }
}
