import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kill, processesMentioning } from '../support/processes.ts';
import { contentsOf } from '../support/contents.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';
import type { Deck } from './deck.ts';
import { findVictims, type VictimKind } from './victims.ts';
import { repeatedWork, type Repeated } from './work.ts';

export type Contents = Readonly<Record<string, readonly string[]>>;

export interface RoundResult {
  readonly kills: Readonly<Record<VictimKind, number>>;
  /** Times the command had to be given again: after its own death, or because the campaign had ended `failed`. */
  readonly commands: number;
  readonly failed: number;
  readonly seconds: number;
  readonly repeated: Repeated;
  readonly contents: Contents;
  /** Whatever is not as it should be afterwards. */
  readonly left: readonly string[];
}

export interface RoundOptions {
  /** Arguments of `umbra run` for a state folder. */
  readonly campaign: (folder: string) => Promise<readonly string[]>;
  readonly kills: number;
  readonly random: () => number;
  /** No more kills after this time (ms since the epoch). */
  readonly until: number;
  readonly deck: Deck;
  say(text: string): void;
}

/** A task is given up when it fails too often: so often its process may be killed in one round. */
const mostTrainers = 3;
/** The command is not given again more often than this after the campaign has ended `failed`. */
const mostFailures = 5;

/** Runs a campaign from an empty state folder to its end, killing processes at random while it works. */
export async function disturbedRun(options: RoundOptions): Promise<RoundResult> {
  const umbra = await createUmbra();
  try {
    return await disturb(umbra, options);
  } finally {
    await umbra.remove();
  }
}

async function disturb(umbra: Umbra, options: RoundOptions): Promise<RoundResult> {
  const { random, say } = options;
  const args = ['run', ...(await options.campaign(umbra.state)), '--quiet'];
  const begun = Date.now();
  const kills: Record<VictimKind, number> = { command: 0, server: 0, worker: 0, trainer: 0 };
  const done = (): number => Object.values(kills).reduce((sum, count) => sum + count, 0);
  let command = umbra.start(...args);
  const workerKills: number[] = [];
  let [commands, failed, lastKill] = [1, 0, begun];
  const again = (): void => {
    command = umbra.start(...args);
    commands++;
  };
  for (;;) {
    const more = done() < options.kills && Date.now() < options.until;
    const moment = more ? busySince(umbra, lastKill).then(() => sleep(100 + 1500 * random())) : never;
    const ended = await Promise.race([command.finished, moment]);
    if (ended !== undefined) {
      if (ended.code === 0) break;
      failed++;
      say(
        `the campaign ended with code ${String(ended.code)}: ${ended.stderr.trim().split('\n').slice(-3).join(' | ')}`,
      );
      if (failed > mostFailures) throw new Error(`the campaign failed ${failed} times`);
      again();
      continue;
    }
    const alive = await findVictims(umbra, command.process.pid);
    const kind = options.deck.draw((one) => alive.has(one) && !(one === 'trainer' && kills.trainer >= mostTrainers));
    const pid = kind === undefined ? undefined : pick(alive.get(kind) ?? [], random);
    if (kind === undefined || pid === undefined || !kill(pid)) continue;
    kills[kind]++;
    lastKill = Date.now();
    if (kind === 'worker') workerKills.push(lastKill);
    say(`${((lastKill - begun) / 1000).toFixed(1)} s: killed the ${kind} (${pid})`);
    if (kind !== 'command') continue;
    await command.finished;
    await sleep(1000 * random());
    again();
  }
  const seconds = (Date.now() - begun) / 1000;
  const events = await umbra.events();
  const contents = await contentsOf(umbra);
  const repeated = repeatedWork(events, workerKills);
  return { kills, commands, failed, seconds, repeated, contents, left: await leftBehind(umbra) };
}

/** Processes 5 s after the end, temporary files after `umbra gc`, checkpoints of finished tasks, damaged artifacts. */
async function leftBehind(umbra: Umbra): Promise<readonly string[]> {
  const gone = async (): Promise<true | undefined> =>
    (await processesMentioning(umbra.state)).length === 0 ? true : undefined;
  await until(gone, 5).catch(() => undefined);
  const processes = (await processesMentioning(umbra.state)).map((pid) => `process ${pid} is still there`);
  const collected = await umbra.run('gc', '--keep', '1', '--json');
  const verified = await umbra.run('verify', '--json');
  const names = await readdir(join(umbra.state, 'store'), { recursive: true });
  return [
    ...processes,
    ...(collected.code === 0 ? [] : [`umbra gc: ${collected.stderr}`]),
    ...(verified.code === 0 ? [] : [`umbra verify: ${verified.stdout}${verified.stderr}`]),
    ...names.filter((name) => name.includes('.tmp')).map((name) => `${name} is left`),
    ...names.filter((name) => /checkpoints\/./.test(name)).map((name) => `${name} is left`),
  ];
}

/** Resolves when a worker has begun or gone on with a task since then: a kill disturbs work, not a pause. */
async function busySince(umbra: Umbra, since: number): Promise<void> {
  await until(async () => {
    const events = await umbra.events();
    const busy = events.some(({ at, event }) => at > since && (event === 'started' || event === 'progress'));
    return busy ? true : undefined;
  }, 60).catch(() => undefined);
}

const sleep = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, ms, undefined));
const never = new Promise<undefined>(() => undefined);
const pick = <T>(values: readonly T[], random: () => number): T | undefined =>
  values[Math.floor(random() * values.length)];
