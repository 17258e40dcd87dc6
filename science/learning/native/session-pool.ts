import { openSession, type Session } from './session.ts';
import type { Graph } from '../graph/scope.ts';

/** A loaded graph and what is known of it. */
export interface Lent<Program> {
  readonly program: Program;
  readonly session: Session;
}

/**
 * Keeps loaded graphs for the next use: to author, load and first run a graph takes 0.1 to 0.3 s, more than a small training's
 * epoch. A graph is lent to one user at a time.
 * @param limit idle graphs that are kept; the one unused for longest is closed
 */
export function createSessionPool<Program extends { readonly graph: Graph }>(limit: number) {
  const idle: (Lent<Program> & { readonly key: string })[] = [];

  return async function lend<T>(
    key: string,
    threads: number,
    author: () => Program,
    use: (lent: Lent<Program>) => Promise<T>,
  ): Promise<T> {
    const index = idle.findLastIndex((entry) => entry.key === key);
    const [lent = open(key, author(), threads)] = index < 0 ? [] : idle.splice(index, 1);
    let result: T;
    try {
      result = await use(lent);
    } catch (error) {
      // Its variables hold an unfinished training
      lent.session.close();
      throw error;
    }
    idle.push(lent);
    if (idle.length > limit) idle.shift()?.session.close();
    return result;
  };
}

function open<Program extends { readonly graph: Graph }>(key: string, program: Program, threads: number) {
  return { key, program, session: openSession(program.graph, threads) };
}
