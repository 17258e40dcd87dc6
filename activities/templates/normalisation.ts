/** The relative uncertainty of each process that is there, from what the parameters say of it, of `signal` and of `*`. */
export function normalisationOf(
  given: Readonly<Record<string, number>>,
  backgrounds: readonly string[],
  signal: string,
): Readonly<Record<string, number>> {
  const entries = [
    [signal, given.signal ?? 0],
    ...backgrounds.map((process) => [process, given[process] ?? given['*'] ?? 0]),
  ] as const;
  return Object.fromEntries(entries.filter(([, size]) => Number(size) > 0)) as Record<string, number>;
}
