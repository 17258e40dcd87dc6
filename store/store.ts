import type { ActionEntry, ModelRegistry, RunRecord, StoredObject } from '../schemas/index.ts';

/**
 * Where artifacts live. Objects are immutable bytes under their sha256; the action cache maps a task's key to its
 * manifest; runs and checkpoints are named by run and key. Every write is whole or absent, also after a crash.
 */
export interface Store {
  /** For messages. */
  readonly location: string;

  /**
   * Stores the file that `write` makes at the path it is given. Nothing is left of it when `write` fails; what a crash leaves, `gc` removes.
   * An object that is there already is written again if its content is not what its name says.
   * @throws ResourceError when there is no room, or the store may not be written to
   */
  putFile(extension: string, write: (path: string) => Promise<void>): Promise<StoredObject>;
  putBytes(bytes: Uint8Array): Promise<StoredObject>;
  /** Whether the object is there with its full size. */
  isWhole(object: StoredObject): Promise<boolean>;
  /** A local path to an object's bytes; rejects with a `StoreError` when it is missing or has the wrong size. */
  objectPath(object: StoredObject): Promise<string>;
  /** An object's bytes, checked against its hash; rejects with a `StoreError` when they are not what its name says. */
  readObject(object: StoredObject): Promise<Buffer>;
  listObjects(): AsyncIterable<StoredObject>;
  removeObject(sha256: string): Promise<void>;

  getAction(key: string): Promise<ActionEntry | undefined>;
  /**
   * Writes a task's entry, unless another worker was quicker: the entry that counts is given back. One whose objects are lost is
   * written anew.
   */
  putAction(entry: ActionEntry): Promise<ActionEntry>;
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

  /** Undefined when there is none, or a damaged one. */
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

/** The error for an object whose bytes are not those that its name says. */
export const altered = (path: string, { sha256 }: StoredObject): StoreError =>
  new StoreError('wrong-content', `${path} does not hold what its name says: it was altered`, sha256);
