import {
  InputError,
  trialId,
  type AnyTaskDefinition,
  type FailedRun,
  type PlannedTask,
  type StudyParams,
  type TrialRun,
} from '../../schemas/index.ts';
import {
  createSearch,
  metricName,
  scoreOf,
  type RunOutcome,
  type Search,
} from '../../science/learning/tuning/index.ts';
import { decodeRecords, type Store } from '../../store/index.ts';
import type { Resolver } from '../resolver.ts';
import { conditionOf } from './condition.ts';
import { trialTasks } from './trial-tasks.ts';

/** What following a study needs. */
export interface StudyContext {
  readonly store: Store;
  readonly kinds: ReadonlyMap<string, AnyTaskDefinition>;
  readonly resolver: Resolver;
  /** Plan index of the study. */
  readonly index: number;
  /** A run whose outputs say nothing of the objective counts as one that failed, and as one that is in the store: to take stock, not to go on. */
  readonly takesStock?: true;
}

/** A search with the outcomes of runs that are in the store or failed. */
export interface Following {
  readonly search: Search;
  /** Runs that are not in the store and may go now, the most urgent first. */
  readonly missing: readonly TrialRun[];
  /** Runs found in the store this time. */
  readonly stored: readonly TrialRun[];
}

/** The search of a study before anything is known. */
export function searchOf({ resolver, index }: Pick<StudyContext, 'resolver' | 'index'>): Search {
  return createSearch((resolver.plan.tasks[index] as PlannedTask).params as StudyParams);
}

/**
 * Follows a study through the store: tells the search the outcome of each run that it asks for and that is there, until `limit`
 * runs that are not are found. The search may have been followed before: it is told only what is new.
 */
export async function followStudy(
  context: StudyContext,
  search: Search,
  failed: readonly FailedRun[],
  limit = Infinity,
): Promise<Following> {
  const failures = new Map(failed.map((failure) => [nameOf(failure), failure]));
  const stored: TrialRun[] = [];
  for (;;) {
    const missing: TrialRun[] = [];
    let moved = false;
    for (const run of search.ready()) {
      if (missing.length >= limit) break;
      const failure = failures.get(nameOf(run));
      const outcome = failure === undefined ? await storedOutcome(context, run) : { error: failure.message };
      if (outcome === undefined) missing.push(run);
      else search.tell(run, outcome);
      if (outcome !== undefined && ('score' in outcome || 'isStored' in outcome)) stored.push(run);
      moved ||= outcome !== undefined;
    }
    if (!moved) return { search, missing, stored };
  }
}

/** A configuration that the kind does not take, and one without a score, is a trial that failed, like one that its task refuses. */
async function storedOutcome(
  context: StudyContext,
  run: TrialRun,
): Promise<RunOutcome | { readonly error: string; readonly isStored: true } | undefined> {
  try {
    const found = await storedScore(context, run);
    if (found === undefined) return undefined;
    const { score } = found;
    if (score !== null) return { score };
    const { objective } = (context.resolver.plan.tasks[context.index] as PlannedTask).params as StudyParams;
    return { error: `${metricName(objective, objective.where)} has no value (null) for it`, isStored: true };
  } catch (error) {
    if (error instanceof InputError && error.code === 'params') return { error: error.message };
    if (context.takesStock === true && error instanceof InputError && error.code === 'study-objective')
      return { error: error.message, isStored: true };
    throw error;
  }
}

export const nameOf = ({ trial, stage, execution }: Pick<TrialRun, 'trial' | 'stage' | 'execution'>): string =>
  `${trial} ${stage} ${execution}`;

/** The score of a run that is in the store (null: it has none), with the list that it was taken from. @throws InputError `study-objective` */
export async function storedScore(
  { store, kinds, resolver, index }: StudyContext,
  run: TrialRun,
): Promise<{ readonly score: number | null; readonly curve: readonly number[] } | undefined> {
  const tasks = trialTasks(store, kinds, resolver, index, run);
  const standing = await tasks.resolver.standing(tasks.scored);
  if (standing.state !== 'cached') return undefined;
  const study = resolver.plan.tasks[index] as PlannedTask;
  const { objective } = study.params as StudyParams;
  const port = kinds.get(standing.entry.kind)?.outputs[objective.output];
  const [part] = standing.entry.outputs[objective.output]?.parts ?? [];
  if (port === undefined || part === undefined)
    throw new InputError('study-objective', `${trialId(study.id, run)} has no output '${objective.output}'`);
  const bytes = await store.readObject(part);
  const value: unknown = port.type === 'records' ? await decodeRecords(bytes, port.row) : JSON.parse(bytes.toString());
  return scoreOf(value, objective, trialId(study.id, run), conditionOf(objective.where));
}
