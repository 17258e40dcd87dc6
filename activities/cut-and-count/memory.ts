/** Most results to remember: some sets of cuts on a hundred samples, well below a megabyte. */
const MOST = 512;

const remembered = new Map<string, Promise<unknown>>();

/**
 * Computes a value once in this process for each key. Every mass point is compared with the same background samples, so a worker
 * that counts 74 mass points would otherwise evaluate the same cuts on the same tables 74 times.
 *
 * A key must hold everything that the value depends on (content hash and parameters). The oldest entries are forgotten; failures are not kept.
 */
export function remember<T>(key: string, compute: () => Promise<T>): Promise<T> {
  const known = remembered.get(key) as Promise<T> | undefined;
  if (known !== undefined) return known;
  const value = compute();
  remembered.set(key, value);
  value.catch(() => remembered.delete(key));
  for (const oldest of remembered.keys()) {
    if (remembered.size <= MOST) break;
    remembered.delete(oldest);
  }
  return value;
}
