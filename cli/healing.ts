import { forgetObject, StoreError, type Store } from '../store/index.ts';

/** Damaged artifacts in a row after which a disk, not an artifact, is at fault. */
const mostDamaged = 50;

/**
 * Does `work`; when it finds that an artifact in the store is damaged, says so, forgets the artifact and does `work` again, which makes it
 * anew.
 */
export async function healing(store: Store, say: (text: string) => void, work: () => Promise<void>): Promise<void> {
  for (let damaged = 0; ; damaged++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof StoreError) || damaged >= mostDamaged) throw error;
      const outputs = await forgetObject(store, error.sha256);
      say(`note: ${error.message}. It is made again: ${outputs.join(', ') || error.sha256.slice(0, 16)}`);
    }
  }
}
