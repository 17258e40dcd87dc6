/** How long one call into TensorFlow may block the event loop, in milliseconds. */
const longestCall = 25;

/** Chooses how many steps one call runs, by how long steps took so far. The results do not depend on it. */
export function createPace() {
  let next = 4;
  let rate = 0;
  return {
    steps: () => next,
    /** Steps a second of the last call. */
    stepsPerSecond: () => rate,
    measure<T>(count: number, call: () => T): T {
      const begin = performance.now();
      const result = call();
      const milliseconds = Math.max(performance.now() - begin, 0.01);
      rate = (count / milliseconds) * 1000;
      next = Math.max(1, Math.min(2 * next, Math.floor((count * longestCall) / milliseconds), 256));
      return result;
    },
  };
}

/** Lets messages in and out between calls: progress, heartbeats, an abort. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
