import { readFile } from 'node:fs/promises';
import { processesMentioning } from '../support/processes.ts';
import type { Umbra } from '../support/umbra.ts';

export const victimKinds = ['command', 'server', 'worker', 'trainer'] as const;
export type VictimKind = (typeof victimKinds)[number];

/** The processes of a campaign that are alive, by what they do. A trainer is a task child that has TensorFlow loaded. */
export async function findVictims(
  umbra: Umbra,
  command: number | undefined,
): Promise<ReadonlyMap<VictimKind, readonly number[]>> {
  const [workers, children, servers] = await Promise.all([
    processesMentioning(umbra.state, 'dist/worker.mjs'),
    processesMentioning(umbra.state, 'dist/task-child.mjs'),
    processesMentioning(umbra.state, 'temporal\0server'),
  ]);
  const trainers: number[] = [];
  for (const pid of children) if (await hasLoaded(pid, 'libtensorflow')) trainers.push(pid);
  const found = new Map<VictimKind, readonly number[]>([
    ['command', command === undefined ? [] : [command]],
    ['server', servers],
    ['worker', workers],
    ['trainer', trainers],
  ]);
  return new Map([...found].filter(([, pids]) => pids.length > 0));
}

async function hasLoaded(pid: number, library: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '')).includes(library);
}
