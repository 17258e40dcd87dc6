import type { CheckpointStore } from '../../schemas/index.ts';

/** A task of several trainings one after the other: what has ended, and where the one under way saves its own state. */
export interface Stages {
  /** What each finished stage left, in order. */
  readonly finished: readonly Uint8Array[];
  /** Of the stage under way. */
  readonly inner: CheckpointStore;
  /** Ends the stage under way. */
  finish(result: Uint8Array): Promise<void>;
}

/**
 * Goes on where a checkpoint of such a task ended.
 * @param identity says which task a checkpoint is of: a guard against a foreign one
 */
export async function openStages(store: CheckpointStore, identity: string): Promise<Stages> {
  const saved = await store.load();
  const [name, open, ...blobs] = saved === undefined ? [] : (decodeBlobs(saved) ?? []);
  const known = name !== undefined && new TextDecoder().decode(name) === identity;
  const under = known && open?.[0] === 1 ? blobs.pop() : undefined;
  const finished = known ? [...blobs] : [];
  let current = under;
  const head = new TextEncoder().encode(identity);
  return {
    finished,
    inner: {
      load: () => Promise.resolve(current),
      save: (bytes) => store.save(encodeBlobs([head, Uint8Array.of(1), ...finished, bytes])),
    },
    finish: (result) => {
      current = undefined;
      finished.push(result);
      return store.save(encodeBlobs([head, Uint8Array.of(0), ...finished]));
    },
  };
}

/** Pieces of bytes one after the other: their number, the length of each (32 bits, little-endian), and they. */
export function encodeBlobs(blobs: readonly Uint8Array[]): Uint8Array {
  const header = 4 * (blobs.length + 1);
  const bytes = new Uint8Array(blobs.reduce((sum, { length }) => sum + length, header));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, blobs.length, true);
  let at = header;
  blobs.forEach((blob, index) => {
    view.setUint32(4 * (index + 1), blob.length, true);
    bytes.set(blob, at);
    at += blob.length;
  });
  return bytes;
}

/** The pieces; undefined for bytes that are something else. */
export function decodeBlobs(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  let at = 4 * (count + 1);
  if (at > bytes.length) return undefined;
  const blobs: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(4 * (index + 1), true);
    if (at + length > bytes.length) return undefined;
    blobs.push(Uint8Array.from(bytes.subarray(at, (at += length))));
  }
  return at === bytes.length ? blobs : undefined;
}
