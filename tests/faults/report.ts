import type { FaultReport } from './harness.ts';
import { heartbeatTimeout } from '../../temporal/index.ts';
import { victimKinds } from './victims.ts';

/** The figures of a fault run as text. */
export function describeFaults({ kills, rounds, undisturbedSeconds, artifacts, different, left }: FaultReport): string {
  const sum = (of: (round: FaultReport['rounds'][number]) => number): number =>
    rounds.reduce((total, round) => total + of(round), 0);
  const most = (of: (round: FaultReport['rounds'][number]) => number): number => Math.max(0, ...rounds.map(of));
  const total = victimKinds.reduce((count, kind) => count + kills[kind], 0);
  const pauses = rounds.flatMap(({ repeated }) => repeated.pauses);
  const byVictim = victimKinds.map((kind) => `${kind} ${kills[kind]}`).join(', ');
  return [
    `kills survived: ${total} (${byVictim}) in ${rounds.length} campaigns`,
    `commands given again: ${sum(({ commands }) => commands - 1)}, of these after a failed end: ${sum(({ failed }) => failed)}`,
    `wall time: ${sum(({ seconds }) => seconds).toFixed(0)} s; undisturbed: ${rounds.length} x ${undisturbedSeconds.toFixed(1)} s`,
    `attempts: ${sum(({ repeated }) => repeated.attempts)}, cut short: ${sum(({ repeated }) => repeated.cutShort)}, ` +
      `with ${sum(({ repeated }) => repeated.seconds).toFixed(1)} s of work`,
    `epochs: ${sum(({ repeated }) => repeated.epochsSpared).toFixed(1)} spared by checkpoints, ` +
      `${sum(({ repeated }) => repeated.epochs).toFixed(1)} repeated; most by one kill: ` +
      `${most(({ repeated }) => repeated.most.epochs).toFixed(2)} epochs, ${most(({ repeated }) => repeated.most.seconds).toFixed(1)} s`,
    pauses.length === 0
      ? 'no death of a worker cut a task short that it had told of'
      : `after a worker's death its tasks were at work again within ${mean(pauses).toFixed(1)} s on average, ${Math.max(...pauses).toFixed(1)} s at most (heartbeat time-out: ${heartbeatTimeout})`,
    `artifacts compared: ${rounds.length} x ${artifacts}, different: ${different.length}${different.length > 0 ? `: ${different.slice(0, 5).join(', ')}` : ''}`,
    `left behind: ${left.length === 0 ? 'nothing' : left.slice(0, 5).join('; ')}`,
  ].join('\n');
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
