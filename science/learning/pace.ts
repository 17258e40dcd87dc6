/** How long one call into TensorFlow may block the event loop, in milliseconds. */
const longestCall = 25;

/** Remembers how long units of work took, to cut more of them into calls. Results must not depend on the cuts. */
export interface Pace {
  /** Units of the next call. */
  next: number;
  /** Units that are computed side by side: calls take multiples of it. */
  readonly abreast: number;
}

export const createPace = (abreast = 1): Pace => ({ next: abreast, abreast });

/**
 * Runs units of work `first` ... `total - 1` in calls that each block the event loop for a few hundredths of a second;
 * between them messages get in and out (progress, heartbeats, an abort).
 * @param before awaited before each call
 * @param call runs so many units from the given one on
 * @param after told how many units are done and how many a second the last call made
 */
export async function runInCalls(
  pace: Pace,
  [first, total]: readonly [number, number],
  call: (first: number, count: number) => void,
  { before, after }: { before?: () => void | Promise<void>; after?: (done: number, rate: number) => void } = {},
): Promise<void> {
  for (let done = first; done < total;) {
    await before?.();
    const count = Math.min(pace.next, total - done);
    const begin = performance.now();
    call(done, count);
    const milliseconds = Math.max(performance.now() - begin, 0.01);
    done += count;
    const rows = Math.floor((count * longestCall) / milliseconds / pace.abreast);
    pace.next = Math.min(2 * pace.next, Math.max(1, rows) * pace.abreast, 256);
    after?.(done, (count / milliseconds) * 1000);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Lets calls through at most every so many seconds, the first one at once. */
export function throttle<A extends readonly unknown[]>(seconds: number, report: (...values: A) => void) {
  let last = -Infinity;
  return (...values: A): void => {
    const now = performance.now();
    if (now - last < seconds * 1000) return;
    last = now;
    report(...values);
  };
}
