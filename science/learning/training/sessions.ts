import { binaryCrossEntropy } from '../graph/losses.ts';
import { trainingProgram, type TrainingProgram } from '../graph/training-program.ts';
import type { Architecture, OptimiserSpec } from '../network.ts';
import { openSession, type Session } from '../native/session.ts';

export interface TrainingSession {
  readonly program: TrainingProgram;
  readonly session: Session;
}

const idle = new Map<string, TrainingSession[]>();
/** Loaded graphs kept for the next training; the one unused for longest is closed. */
const limit = 4;

/**
 * Lends the loaded graph of a network to `use`. Building, loading and the first run of a graph cost about 0.2 s; the next
 * training of the same network in this process takes it over. What it holds of the last training is overwritten.
 */
export async function withTrainingSession<T>(
  architecture: Architecture,
  optimiser: OptimiserSpec,
  threads: number,
  use: (session: TrainingSession) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify([architecture, optimiser]);
  const lent = take(key) ?? open(architecture, optimiser, threads);
  let result: T;
  try {
    result = await use(lent);
  } catch (error) {
    lent.session.close();
    throw error;
  }
  giveBack(key, lent);
  return result;
}

function open(architecture: Architecture, optimiser: OptimiserSpec, threads: number): TrainingSession {
  const program = trainingProgram(architecture, optimiser, binaryCrossEntropy, threads === 1);
  return { program, session: openSession(program.graph, threads) };
}

function take(key: string): TrainingSession | undefined {
  const sessions = idle.get(key);
  const session = sessions?.pop();
  if (sessions?.length === 0) idle.delete(key);
  return session;
}

function giveBack(key: string, session: TrainingSession): void {
  const sessions = idle.get(key) ?? [];
  idle.delete(key);
  idle.set(key, [...sessions, session]);
  const [oldest] = idle.keys();
  const count = [...idle.values()].reduce((sum, list) => sum + list.length, 0);
  if (count > limit && oldest !== undefined) take(oldest)?.session.close();
}
