const CHUNK = 4096;

/**
 * Runs a loop over 0 ... total in pieces. A function called often is compiled as a whole; one long loop in a function
 * called once is compiled while it runs, and again for the next column.
 */
export function inChunks(total: number, loop: (from: number, to: number) => void): void {
  for (let from = 0; from < total; from += CHUNK) loop(from, Math.min(from + CHUNK, total));
}
