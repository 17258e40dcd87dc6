import {
  trialId,
  type FailedRun,
  type PlannedTask,
  type Proposal,
  type RunEvent,
  type ProposedRun,
  type StudyParams,
  type TrialPart,
  type TrialRun,
} from '../../schemas/index.ts';
import type { Search } from '../../science/learning/tuning/index.ts';
import { followStudy, searchOf, type StudyContext } from './follow.ts';
import { rankTrials, scoreOf } from './summary.ts';
import { trialParts, trialTasks, type TrialTasks } from './trial-tasks.ts';

/**
 * What a study does next. A pure function of its definition and of what is in the store: after a crash, on another worker or in another run
 * it says the same. `known` is the search as far as this process followed it.
 */
export async function proposeTrials(
  context: StudyContext,
  known: Search,
  failed: readonly FailedRun[],
): Promise<Proposal> {
  const study = context.resolver.plan.tasks[context.index] as PlannedTask;
  const { kind, failures } = study.params as StudyParams;
  const fatal = failures === 'stop' ? failed.find(({ type }) => type !== 'InputError') : undefined;
  if (fatal !== undefined)
    return {
      state: 'failed',
      type: fatal.type,
      message: `${trialId(study.id, fatal)}: ${fatal.message} (it is tried again when the campaign is run again; failures: skip goes on without it)`,
    };
  const parallel = study.study?.parallel ?? 1;
  const { missing } = await followStudy(context, known, failed, parallel);
  if (missing.length === 0) return { state: 'ended' };
  const [first] = missing;
  const parts = first === undefined ? [] : trialParts(tasksOf(context, first));
  const go = { state: 'go', kind, queue: study.study?.queue ?? study.queue, parallel } as const;
  if (parts.length < 2) return { ...go, runs: missing };
  const runs = await Promise.all(missing.map(async (run) => ({ ...run, ...(await firstPart(context, run, parts)) })));
  return { ...go, runs, parts };
}

const tasksOf = ({ store, kinds, resolver, index }: StudyContext, run: TrialRun): TrialTasks =>
  trialTasks(store, kinds, resolver, index, run);

/** What is in the store already, as after a change of the tasks that score, waits for no device. */
async function firstPart(
  context: StudyContext,
  run: TrialRun,
  parts: readonly TrialPart[],
): Promise<Pick<ProposedRun, 'part'>> {
  const { resolver } = tasksOf(context, run);
  for (const [part, { tasks }] of parts.entries())
    for (const task of tasks) if ((await resolver.standing(task)).state !== 'cached') return part === 0 ? {} : { part };
  return {};
}

type StudyEvent = Extract<RunEvent, { event: 'study' }>;

/** How far a study is, for whoever watches. */
export function studyEvent(search: Search, study: PlannedTask, index: number): Omit<StudyEvent, 'at'> {
  const trials = search.trials();
  const [best] = rankTrials(trials, study.params as StudyParams);
  return {
    event: 'study',
    task: index,
    ended: trials.filter(({ state }) => state !== 'running').length,
    total: search.total,
    ...(best === undefined ? {} : { best: { trial: best.trial, score: scoreOf(best) } }),
  };
}

/** Searches that this process follows, by run and study: what they were told need not be read again. */
export function createSearchMemory(
  limit = 64,
): (run: string, context: Pick<StudyContext, 'resolver' | 'index'>) => Search {
  const held = new Map<string, Search>();
  return (run, context) => {
    const name = `${run}/${context.index}`;
    const found = held.get(name) ?? searchOf(context);
    held.delete(name);
    held.set(name, found);
    const [oldest] = held.keys();
    if (held.size > limit && oldest !== undefined) held.delete(oldest);
    return found;
  };
}
