import type { RunEvent } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'at'> : never;

/** What this worker says of a run, written to the store in small batches and in order. */
export interface RunLog {
  say(run: string, event: Unstamped<RunEvent>): void;
  /** Resolves when everything said so far is written, or cannot be. */
  flush(): Promise<void>;
}

const batchMs = 50;
/** When nothing can be written (a full disk), it is tried again after this time. */
const retryMs = 2000;
/** Characters of one run that are kept until then. */
const mostKept = 4 << 20;
/** The same trouble is told again after this time (ms). */
const tellAgainMs = 60_000;

/** @param onTrouble told, now and then, why nothing can be written: whoever follows the run by its events cannot see it there */
export function createRunLog(store: Store, writer: string, onTrouble: (message: string) => void): RunLog {
  const pending = new Map<string, string>();
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;
  let told = -Infinity;
  const write = async (): Promise<void> => {
    scheduled = false;
    const batch = [...pending];
    pending.clear();
    for (const [run, lines] of batch)
      try {
        await store.appendEvents(run, writer, lines);
      } catch (error) {
        const later = pending.get(run) ?? '';
        if (lines.length + later.length <= mostKept) pending.set(run, lines + later);
        if (Date.now() - told > tellAgainMs) {
          told = Date.now();
          onTrouble(error instanceof Error ? error.message : String(error));
        }
        schedule(retryMs);
      }
  };
  const schedule = (ms: number): void => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      writing = writing.then(write);
    }, ms);
  };
  return {
    say(run, event) {
      pending.set(run, `${pending.get(run) ?? ''}${JSON.stringify({ at: Date.now(), ...event })}\n`);
      schedule(batchMs);
    },
    flush: () => (writing = writing.then(write)),
  };
}
