import { readFile } from 'node:fs/promises';
import {
  challengeSchema,
  promotionRule,
  type Challenge,
  type DecideInput,
  type ModelOutcome,
  type ModelRegistry,
  type Plan,
  type PromotionRule,
  type RetrainingInput,
  type RetrainingResult,
} from '../../schemas/index.ts';
import { decide, modelOf, register, type Store } from '../../store/index.ts';
import type { KindsOf } from '../preparation/index.ts';
import type { Resolver } from '../resolver.ts';
import { challengeTaskId, contestsOf, type Contest } from './challenge-plan.ts';
import type { SampleRecord } from './good-plan.ts';
import type { Scoring } from './candidates.ts';
import { judge, type Verdict } from './rule.ts';

/** The rule of a retraining: the campaign file's, with what the schedule's options replace. */
export function ruleOf(plan: Plan, { rule }: RetrainingInput): PromotionRule {
  const { promote, metric, sigma } = plan.retraining ?? {};
  return promotionRule.parse({ promote, metric, sigma, ...rule });
}

interface Entry {
  readonly scoring: Scoring;
  readonly contest: Contest;
  readonly challenge: Challenge | undefined;
}

/**
 * Promotes or keeps, category by category, and writes down why. The registry changes in one step; a champion that somebody else has
 * changed meanwhile stays.
 */
export async function decideChampions(
  store: Store,
  resolver: Resolver,
  challengeResolver: Resolver | undefined,
  input: DecideInput,
  kindsOf: KindsOf,
): Promise<RetrainingResult> {
  const { plan } = resolver;
  const rule = ruleOf(plan, input.input);
  const entries: readonly Entry[] = await Promise.all(
    (await contestsOf(store, resolver, input.run, kindsOf)).map(async ({ scoring, contest }) => ({
      ...{ scoring, contest },
      challenge: await readChallenge(store, challengeResolver, challengeTaskId(scoring)),
    })),
  );
  const samples = JSON.parse(await readFile(await store.objectPath(input.sampleRecord), 'utf8')) as SampleRecord;
  const at = new Date().toISOString();
  let models: Record<string, ModelOutcome> = {};
  await store.updateModels(plan.campaign, (before) => {
    models = {};
    let registry: ModelRegistry = before;
    for (const entry of entries) {
      const { category } = entry.scoring;
      const decided = decideOne(registry, entry, { rule, input, at });
      registry = decided.registry;
      models[category] = decided.outcome;
    }
    const retraining = {
      ...{ fingerprint: input.fingerprint, run: input.run, at, ...samples },
      outcome: summary(models),
      complete: input.failed.length === 0,
    };
    return { ...registry, retraining };
  });
  return {
    outcome: 'retrained',
    message: `${summary(models)}${samples.quarantined.length > 0 ? `; ${samples.quarantined.length} samples quarantined` : ''}`,
    run: input.run,
    samples: Object.keys(samples.samples).length,
    quarantined: samples.quarantined.map(({ sample, reason }) => ({ sample, reason })),
    models,
  };
}

function decideOne(
  registry: ModelRegistry,
  { scoring, contest, challenge }: Entry,
  { rule, input, at }: { readonly rule: PromotionRule; readonly input: DecideInput; readonly at: string },
): { readonly registry: ModelRegistry; readonly outcome: ModelOutcome } {
  const { category } = scoring;
  const { champion } = modelOf(registry, category);
  const failure = (ids: readonly string[]): string | undefined => {
    const failed = input.failed.find(({ id }) => ids.includes(id));
    return failed === undefined ? undefined : `${failed.id}: ${failed.message}`;
  };
  if (contest.state === 'untrained') {
    const why = failure(input.failed.map(({ id }) => id)) ?? 'a task before it failed';
    return { registry, outcome: { action: 'failed', version: null, champion, why: `not trained: ${why}` } };
  }
  if (contest.state === 'same') {
    const why = 'the same model: nothing that it depends on has changed';
    return { registry, outcome: { action: 'kept', version: champion, champion, why } };
  }
  const registered = register(registry, category, contest.candidate);
  const { version } = registered;
  const verdict = ((): Verdict => {
    if (contest.state === 'first')
      return champion === null
        ? { action: 'promoted', why: 'the first model of this category' }
        : { action: 'kept', why: 'another model became the champion meanwhile' };
    if (champion !== contest.champion.version)
      return { action: 'kept', why: 'the champion was changed while they were compared' };
    if (contest.state === 'apart') return { action: 'kept', why: `cannot be compared: ${contest.why}` };
    if (challenge === undefined) {
      const axis = scoring.task.axis === undefined ? '' : `[${scoring.task.axis.name}=${category}]`;
      const why = failure([`challenge${axis}`, `champion-scores${axis}`, scoring.task.id]) ?? 'the comparison failed';
      return { action: 'kept', why: `cannot be compared: ${why}` };
    }
    const events = { challenger: contest.candidate.events, champion: contest.champion.events };
    return judge({ rule, challenge, events });
  })();
  const decision = {
    ...verdict,
    at,
    version,
    by: 'retraining' as const,
    ...(challenge === undefined ? {} : { challenge }),
  };
  const after = decide(registered.registry, category, decision);
  return {
    registry: after,
    outcome: { ...verdict, version, champion: modelOf(after, category).champion },
  };
}

async function readChallenge(store: Store, resolver: Resolver | undefined, id: string): Promise<Challenge | undefined> {
  if (resolver === undefined) return undefined;
  const standing = await resolver
    .standing(resolver.plan.tasks.findIndex((task) => task.id === id))
    .catch(() => undefined);
  const [part] = standing?.state === 'cached' ? (standing.entry.outputs.challenge?.parts ?? []) : [];
  if (part === undefined) return undefined;
  return challengeSchema.parse(JSON.parse(await readFile(await store.objectPath(part), 'utf8')));
}

/** `3 promoted, 15 kept` */
function summary(models: Readonly<Record<string, ModelOutcome>>): string {
  const actions = Object.values(models).map(({ action }) => action);
  const counts = (['promoted', 'kept', 'failed'] as const).flatMap((action) => {
    const count = actions.filter((other) => other === action).length;
    return count === 0 ? [] : [`${count} ${action}`];
  });
  return counts.length === 0 ? 'run; it trains no model to compare' : counts.join(', ');
}
