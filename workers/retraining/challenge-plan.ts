import {
  linksOf,
  type AnyTaskDefinition,
  type ChallengeInput,
  type ModelVersion,
  type Plan,
  type PlannedTask,
} from '../../schemas/index.ts';
import { challengeParams } from '../../activities/challenge/params.ts';
import { modelOf, versionOf, type Store } from '../../store/index.ts';
import type { KindsOf } from '../preparation/index.ts';
import type { Resolver } from '../resolver.ts';
import { candidateOf, scoringsOf, type Scoring } from './candidates.ts';
import { subPlan } from './sub-plan.ts';

/** What there is to compare for one category. */
export type Contest =
  | { readonly state: 'untrained' }
  | { readonly state: 'first'; readonly candidate: Candidate }
  | { readonly state: 'same'; readonly champion: ModelVersion }
  | { readonly state: 'apart'; readonly candidate: Candidate; readonly champion: ModelVersion; readonly why: string }
  | { readonly state: 'compared'; readonly candidate: Candidate; readonly champion: ModelVersion };

export type Candidate = Omit<ModelVersion, 'version'>;

/** Challenger and champion of each category of a run. */
export async function contestsOf(
  store: Store,
  resolver: Resolver,
  run: string,
  kindsOf: KindsOf,
): Promise<readonly { readonly scoring: Scoring; readonly contest: Contest }[]> {
  const { plan } = resolver;
  const kinds = await kindsOf(plan.plugins);
  const registry = await store.getModels(plan.campaign);
  resolver.refresh();
  return Promise.all(
    scoringsOf(plan, kinds).map(async (scoring) => {
      const model = modelOf(registry, scoring.category);
      const champion = versionOf(model, model.champion);
      const candidate = await candidateOf(store, resolver, scoring, run);
      return { scoring, contest: contestOf(candidate, champion, kinds) };
    }),
  );
}

function contestOf(
  candidate: Candidate | undefined,
  champion: ModelVersion | undefined,
  kinds: ReadonlyMap<string, AnyTaskDefinition>,
): Contest {
  if (candidate === undefined) return { state: 'untrained' };
  if (champion === undefined) return { state: 'first', candidate };
  if (champion.model.sha256 === candidate.model.sha256) return { state: 'same', champion };
  const apart = (why: string): Contest => ({ state: 'apart', candidate, champion, why });
  if (champion.split !== candidate.split)
    return apart(
      'events are divided in another way than for the champion, which may have trained on some of these test events',
    );
  const kind = kinds.get(champion.scoring.kind);
  if (kind === undefined)
    return apart(`there is no task kind '${champion.scoring.kind}' any more, which scores events with the champion`);
  if (!kind.params.safeParse(champion.scoring.params).success)
    return apart(`'${champion.scoring.kind}' no longer takes the parameters with which the champion scores events`);
  return { state: 'compared', candidate, champion };
}

/**
 * The plan that applies both models of each category to the same test events of today's data and compares them. The champion is scored as
 * in its own run: same kind, parameters and seed. Undefined when there is nothing to compare.
 */
export async function planChallenge(
  store: Store,
  resolver: Resolver,
  { input, run }: Pick<ChallengeInput, 'input' | 'run'>,
  kindsOf: KindsOf,
): Promise<Plan | undefined> {
  const { plan } = resolver;
  const kinds = await kindsOf(plan.plugins);
  const open = (await contestsOf(store, resolver, run, kindsOf)).flatMap(({ scoring, contest }) =>
    contest.state === 'compared' ? [{ scoring, champion: contest.champion }] : [],
  );
  if (open.length === 0) return undefined;
  const { tasks, indexOf } = subPlan(
    plan,
    withOrigins(
      plan,
      open.map(({ scoring }) => scoring.index),
    ),
  );
  const { score, channels, minimum_effective_background, resamples } = plan.retraining ?? {};
  const params = challengeParams.parse({ score, channels, minimum_effective_background, resamples });
  const added: PlannedTask[] = [];
  for (const { scoring, champion } of open) {
    const challenger = indexOf.get(scoring.index) as number;
    const own = tasks[challenger] as PlannedTask;
    const axis = scoring.task.axis === undefined ? '' : `[${scoring.task.axis.name}=${scoring.category}]`;
    const name = `${plan.campaign}/${scoring.category} version ${champion.version}`;
    const { kind, seed } = champion.scoring;
    const definition = kinds.get(kind) as AnyTaskDefinition;
    const place = own.axis === undefined ? {} : { axis: own.axis };
    const championScores: PlannedTask = {
      ...place,
      id: `champion-scores${axis}`,
      name: 'champion-scores',
      ...{ kind, version: definition.version, queue: definition.queue },
      params: champion.scoring.params,
      inputs: { ...own.inputs, [scoring.port]: { stored: champion.model, name } },
      ...(seed === undefined ? {} : { seed }),
    };
    added.push(championScores);
    const compared = kinds.get('challenge') as AnyTaskDefinition;
    added.push({
      ...place,
      id: challengeTaskId(scoring),
      name: 'challenge',
      ...{ kind: compared.kind, version: compared.version, queue: compared.queue, params },
      inputs: {
        challenger: { task: challenger, output: scoring.output },
        champion: { task: tasks.length + added.length - 1, output: scoring.output },
      },
      seed: input.seed ?? 1,
    });
  }
  const { campaign, title, dataFolder, plugins } = plan;
  return {
    ...{ campaign: `${campaign}-challenge`, title: `${title}: challengers and champions`, dataFolder, plugins },
    tasks: [...tasks, ...added].map(withoutGroup),
  };
}

export const challengeTaskId = ({ task, category }: Scoring): string =>
  task.axis === undefined ? 'challenge' : `challenge[${task.axis.name}=${category}]`;

/** So few tasks are left to do that child workflows of their own would be in the way. */
function withoutGroup(task: PlannedTask): PlannedTask {
  const { id, name, kind, version, queue, params, inputs, seed, axis, study, bestOf } = task;
  const optional = {
    ...(seed === undefined ? {} : { seed }),
    ...(axis === undefined ? {} : { axis }),
    // What lost its outputs meanwhile is made again.
    ...(study === undefined ? {} : { study }),
    ...(bestOf === undefined ? {} : { bestOf }),
  };
  return { id, name, kind, version, queue, params, inputs, ...optional };
}

/** The tasks, all that they read from, and what scores the trials of studies among them. */
function withOrigins(plan: Plan, indices: readonly number[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [...indices];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (found.has(index)) continue;
    found.add(index);
    const task = plan.tasks[index] as PlannedTask;
    open.push(...linksOf(task).map((link) => link.task), ...(task.study?.chain ?? []));
  }
  return found;
}
