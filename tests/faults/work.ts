import type { RunEvent } from '../../schemas/index.ts';

/** One attempt at a task, as far as its worker could tell of it. */
interface Attempt {
  readonly task: number;
  readonly from: number;
  last: number;
  ended: boolean;
  /** Epochs that a checkpoint spared. */
  resumed: number;
  /** Where it was when: epochs done, with the time in ms. */
  readonly reached: { readonly epochs: number; readonly at: number }[];
}

/** What interruptions cost. */
export interface Repeated {
  readonly attempts: number;
  /** Attempts that did not end. */
  readonly cutShort: number;
  /** Spent on attempts that did not end. */
  readonly seconds: number;
  /** Of trainings that went on: epochs that were done already, and had to be done again. */
  readonly epochs: number;
  /** Epochs that checkpoints spared. */
  readonly epochsSpared: number;
  /** The most that one interruption of a training cost: epochs, and the seconds that they had taken. */
  readonly most: { readonly epochs: number; readonly seconds: number };
  /** After each kill of a worker that cut attempts short: seconds until the last of their tasks was at work again. */
  readonly pauses: readonly number[];
}

/** An attempt at work tells of itself at least so often, in ms. */
const cutWithin = 3000;

/**
 * Follows attempts through the events of a run (or several runs of one plan).
 * @param workerKills when workers were killed, ms since the epoch
 */
export function repeatedWork(events: readonly RunEvent[], workerKills: readonly number[] = []): Repeated {
  const attempts: Attempt[] = [];
  const open = new Map<number, Attempt>();
  for (const event of [...events].sort((a, b) => a.at - b.at)) {
    if (event.event === 'started') {
      const { task, at } = event;
      const attempt: Attempt = { task, from: at, last: at, ended: false, resumed: 0, reached: [] };
      attempts.push(attempt);
      open.set(task, attempt);
    } else if (event.event === 'progress') {
      const attempt = open.get(event.task);
      if (attempt === undefined) continue;
      const { resumed, fraction, epochs } = event.progress;
      attempt.last = event.at;
      if (resumed !== undefined) attempt.resumed = resumed;
      if (fraction !== undefined && epochs !== undefined)
        attempt.reached.push({ epochs: fraction * epochs, at: event.at });
    } else if (event.event === 'ended') {
      const attempt = open.get(event.task);
      if (attempt === undefined) continue;
      attempt.last = event.at;
      attempt.ended = true;
    }
  }
  const cut = attempts.filter(({ ended }) => !ended);
  const losses = attempts.flatMap((attempt, index) => lossOf(attempt, attempts.slice(0, index)));
  return {
    attempts: attempts.length,
    cutShort: cut.length,
    seconds: sum(cut.map(({ from, last }) => (last - from) / 1000)),
    epochs: sum(losses.map(({ epochs }) => epochs)),
    epochsSpared: sum(attempts.map(({ resumed }) => resumed)),
    most: {
      epochs: Math.max(0, ...losses.map(({ epochs }) => epochs)),
      seconds: Math.max(0, ...losses.map(({ seconds }) => seconds)),
    },
    pauses: workerKills.flatMap((at) => pauseAfter(at, attempts)),
  };
}

function pauseAfter(kill: number, attempts: readonly Attempt[]): readonly number[] {
  const pauses = attempts
    .filter(({ from, last, ended }) => !ended && from <= kill && kill - last < cutWithin)
    .flatMap(({ task, from }) => attempts.find((next) => next.task === task && next.from > from) ?? [])
    .map((next) => (next.from - kill) / 1000);
  return pauses.length === 0 ? [] : [Math.max(...pauses)];
}

/** What an attempt had to do again of what the one before it had reached. */
function lossOf(attempt: Attempt, before: readonly Attempt[]): readonly { epochs: number; seconds: number }[] {
  // What a killed worker had not written yet is not known: an attempt of which nothing is known counts neither way.
  if (attempt.reached.length === 0) return [];
  const previous = before
    .filter(({ task, ended, reached }) => task === attempt.task && !ended && reached.length > 0)
    .at(-1);
  const [first, last] = [previous?.reached[0], previous?.reached.at(-1)];
  if (previous === undefined || first === undefined || last === undefined) return [];
  const epochs = Math.max(0, last.epochs - attempt.resumed);
  const kept = previous.reached.findLast((one) => one.epochs <= attempt.resumed)?.at ?? first.at;
  return [{ epochs, seconds: epochs === 0 ? 0 : (last.at - kept) / 1000 }];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
