import type { CheckpointStore } from '../../schemas/index.ts';
import { decodeBlobs, encodeBlobs } from '../stages/index.ts';

/** Test statistics of toys that are done, model by model; of each model toy by toy, with signal and then without, `[strengths]` each. */
export interface ToyProgress {
  /** Numbers that an earlier attempt left. */
  readonly numbers: Float64Array;
  /** How many of `numbers` are there. */
  filled: number;
  save(): Promise<void>;
}

/**
 * Goes on where a checkpoint ended.
 * @param identity says which toys a checkpoint is of: a guard against a foreign one
 * @param length of all numbers
 */
export async function openProgress(store: CheckpointStore, identity: string, length: number): Promise<ToyProgress> {
  const head = new TextEncoder().encode(identity);
  const numbers = new Float64Array(length);
  const saved = await store.load();
  const [name, bytes] = saved === undefined ? [] : (decodeBlobs(saved) ?? []);
  const isOurs =
    name !== undefined && bytes !== undefined && Buffer.from(name).equals(head) && bytes.length <= 8 * length;
  if (isOurs) new Uint8Array(numbers.buffer).set(bytes);
  const progress: ToyProgress = {
    numbers,
    filled: isOurs ? Math.floor(bytes.length / 8) : 0,
    save: () => store.save(encodeBlobs([head, new Uint8Array(numbers.buffer, 0, 8 * progress.filled)])),
  };
  return progress;
}
