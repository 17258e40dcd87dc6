import { shuffledDeck } from './deck.ts';
import { disturbedRun, type Contents, type RoundResult } from './round.ts';
import { seededRandom } from './random.ts';
import { victimKinds, type VictimKind } from './victims.ts';

export interface FaultOptions {
  /** Arguments of `umbra run` for a state folder. */
  readonly campaign: (folder: string) => Promise<readonly string[]>;
  readonly seed: number;
  readonly kills: number;
  /** At most so many in one run of the campaign: then it may end. */
  readonly killsInRound: number;
  /** No kill after so many seconds. */
  readonly seconds: number;
  say(text: string): void;
}

export interface FaultReport {
  readonly kills: Readonly<Record<VictimKind, number>>;
  readonly undisturbedSeconds: number;
  readonly rounds: readonly RoundResult[];
  /** Artifacts of one run. */
  readonly artifacts: number;
  /** Artifacts of any round that differ from those of the undisturbed run, or are missing. */
  readonly different: readonly string[];
  readonly left: readonly string[];
}

/** Runs a campaign undisturbed, then again and again with kill -9 at random, until there were enough kills. */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const { campaign, say } = options;
  const random = seededRandom(options.seed);
  const deck = shuffledDeck(random);
  const end = Date.now() + options.seconds * 1000;
  say('undisturbed run');
  const reference = await disturbedRun({ campaign, kills: 0, random, deck, until: 0, say });
  say(`${Object.keys(reference.contents).length} artifacts in ${reference.seconds.toFixed(1)} s`);
  const kills: Record<VictimKind, number> = { command: 0, server: 0, worker: 0, trainer: 0 };
  const count = (): number => victimKinds.reduce((sum, kind) => sum + kills[kind], 0);
  const rounds: RoundResult[] = [];
  while (count() < options.kills && Date.now() < end) {
    say(`round ${rounds.length + 1}: ${count()} kills of ${options.kills} so far`);
    const round = await disturbedRun({
      ...{ campaign, random, deck, until: end, say },
      kills: Math.min(options.killsInRound, options.kills - count()),
    });
    for (const kind of victimKinds) kills[kind] += round.kills[kind];
    rounds.push(round);
  }
  return {
    kills,
    undisturbedSeconds: reference.seconds,
    rounds,
    artifacts: Object.keys(reference.contents).length,
    different: [...new Set(rounds.flatMap(({ contents }) => differences(reference.contents, contents)))],
    left: [reference, ...rounds].flatMap(({ left }) => left),
  };
}

function differences(expected: Contents, found: Contents): readonly string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].filter((name) => String(expected[name]) !== String(found[name]));
}
