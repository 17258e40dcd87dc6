import { resolve } from 'node:path';
import type { Client, ScheduleHandle } from '@temporalio/client';
import { InputError, type PromotionRule, type RetrainingInput } from '../schemas/index.ts';
import { createSchedule, findSchedule } from '../temporal/schedules.ts';
import {
  openCampaign,
  prepareCampaign,
  type CampaignSources,
  type OpenedCampaign,
} from '../workers/preparation/index.ts';
import { scoringsOf } from '../workers/retraining/candidates.ts';
import { durationOf } from './duration.ts';
import { UsageError } from './errors.ts';
import { campaignPath, stateFolder, type CommonOptions } from './places.ts';
import { seedOf } from './prepare.ts';
import { withClient } from './with-client.ts';

export interface CreateOptions extends CommonOptions {
  readonly every?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly data?: readonly string[];
  readonly seed?: string;
  readonly profile?: string;
  readonly name?: string;
  readonly overlap: string;
  readonly catchUp: string;
  readonly pauseOnFailure?: boolean;
  readonly promote?: string;
  readonly metric?: string;
  readonly sigma?: string;
  readonly withoutLost?: boolean;
}

/** Who keeps a schedule going, said wherever it matters. */
export const firesWhile =
  'On the embedded server it fires only while umbra dev --worker (or a run) is up; what was missed by less than the catch-up time is made up for.';

/** Makes a schedule that retrains a campaign. The campaign is opened first: a mistake in it is told now, not at night. */
export async function create(argument: string, options: CreateOptions): Promise<void> {
  const path = resolve(campaignPath(argument));
  const data = (options.data ?? []).map((folder) => resolve(folder));
  const profile = options.profile === undefined ? {} : { profile: options.profile };
  const { campaign, kinds } = await openCampaign({ path, data, ...profile });
  const input: RetrainingInput = {
    ...{ campaign: campaign.file.campaign, path, data },
    ...(options.seed === undefined ? {} : { seed: seedOf(options.seed) }),
    ...profile,
    rule: ruleOf(options),
    withoutLost: options.withoutLost === true,
  };
  const name = nameOf(options.name ?? input.campaign);
  const problem = await problemOf({ path, ...profile, ...(data.length === 0 ? {} : { data }) }, kinds, options);
  const { overlap } = options;
  if (overlap !== 'skip' && overlap !== 'buffer-one')
    throw new UsageError(`--overlap ${overlap}: expected skip or buffer-one`);
  await withClient(options, async (client, { stays }) => {
    if ((await findSchedule(client, name)) !== undefined)
      throw new UsageError(`there is a schedule '${name}' already; umbra schedule delete ${name} removes it`);
    await createSchedule(client, {
      ...{ name, campaign: input.campaign, when: whenOf(options), overlap, input },
      ...(options.timezone === undefined ? {} : { timezone: options.timezone }),
      catchUp: durationOf(options.catchUp, '--catch-up'),
      pauseOnFailure: options.pauseOnFailure === true,
    }).catch((error: unknown) => {
      throw refused(error);
    });
    const handle = await found(client, name);
    const [next] = (await handle.describe()).info.nextActionTimes;
    say(options, { schedule: name, campaign: input.campaign, next: next?.toISOString() ?? null }, [
      ...(problem === undefined ? [] : [`note: with the samples as they are it cannot be planned: ${problem}`]),
      `schedule '${name}': next at ${next?.toISOString() ?? 'no time at all'}`,
      ...(process.env.TEMPORAL_ADDRESS ? [] : [firesWhile]),
      ...(stays ? [] : ['No server is up now.']),
    ]);
  });
}

/** Samples may be wrong today and right tomorrow: that is said. What is wrong with the comparison of models is refused. */
async function problemOf(
  sources: CampaignSources,
  kinds: OpenedCampaign['kinds'],
  options: CommonOptions,
): Promise<string | undefined> {
  const prepared = await prepareCampaign(sources, stateFolder(options)).catch((error: unknown) => {
    if (error instanceof InputError) return error.message;
    throw error;
  });
  if (typeof prepared === 'string') return prepared;
  scoringsOf(prepared.plan, kinds);
  return undefined;
}

export function pause(name: string, options: CommonOptions & { readonly note?: string }): Promise<void> {
  return change(name, options, 'paused', (handle) => handle.pause(options.note ?? 'paused by umbra schedule pause'));
}

export function resume(name: string, options: CommonOptions): Promise<void> {
  return change(name, options, 'resumed', (handle) => handle.unpause('resumed by umbra schedule resume'));
}

export function remove(name: string, options: CommonOptions): Promise<void> {
  return change(name, options, 'deleted', (handle) => handle.delete());
}

async function change(
  name: string,
  options: CommonOptions,
  done: string,
  work: (handle: ScheduleHandle) => Promise<void>,
): Promise<void> {
  await withClient(options, async (client) => {
    await work(await found(client, name));
    say(options, { schedule: name, state: done }, [`schedule '${name}' ${done}`]);
  });
}

export async function found(client: Client, name: string): Promise<ScheduleHandle> {
  const handle = await findSchedule(client, name);
  if (handle === undefined)
    throw new UsageError(`there is no schedule '${name}'; umbra schedule list says which there are`);
  return handle;
}

export function say(options: CommonOptions, json: object, lines: readonly string[]): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`);
}

function nameOf(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  throw new UsageError(`--name ${name}: expected letters, digits, dots, - and _`);
}

function whenOf({ every, cron }: CreateOptions): { readonly every: number } | { readonly cron: string } {
  if ((every === undefined) === (cron === undefined))
    throw new UsageError("say when: --every 6h, or --cron '0 3 * * *' (and not both)");
  return every === undefined ? { cron: cron ?? '' } : { every: durationOf(every, '--every') };
}

function ruleOf({ promote, metric, sigma }: CreateOptions): Partial<PromotionRule> {
  if (promote !== undefined && promote !== 'better' && promote !== 'not-worse')
    throw new UsageError(`--promote ${promote}: expected better or not-worse`);
  if (metric !== undefined && metric !== 'auc' && metric !== 'significance')
    throw new UsageError(`--metric ${metric}: expected significance or auc`);
  const errors = Number(sigma ?? 0);
  if (!Number.isFinite(errors) || errors < 0) throw new UsageError(`--sigma ${sigma ?? ''}: expected a number from 0`);
  return {
    ...(promote === undefined ? {} : { promote }),
    ...(metric === undefined ? {} : { metric }),
    ...(sigma === undefined ? {} : { sigma: errors }),
  };
}

/** What the server says against a schedule is the person's to mend: a cron expression or a time zone that does not exist. */
function refused(error: unknown): unknown {
  const text = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
  return text.includes('INVALID_ARGUMENT') ? new UsageError(`the server refuses the schedule: ${text}`) : error;
}
