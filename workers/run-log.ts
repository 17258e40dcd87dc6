import type { RunEvent } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'at'> : never;

/** What this worker says of a run, written to the store in small batches and in order. */
export interface RunLog {
  say(run: string, event: Unstamped<RunEvent>): void;
  /** Resolves when everything said so far is written. */
  flush(): Promise<void>;
}

export function createRunLog(store: Store, writer: string): RunLog {
  const pending = new Map<string, string>();
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;
  const write = async (): Promise<void> => {
    scheduled = false;
    const batch = [...pending];
    pending.clear();
    for (const [run, lines] of batch) await store.appendEvents(run, writer, lines).catch(() => undefined);
  };
  return {
    say(run, event) {
      pending.set(run, `${pending.get(run) ?? ''}${JSON.stringify({ at: Date.now(), ...event })}\n`);
      if (scheduled) return;
      scheduled = true;
      setTimeout(() => {
        writing = writing.then(write);
      }, 50);
    },
    flush: () => (writing = writing.then(write)),
  };
}
