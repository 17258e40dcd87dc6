import { hostname } from 'node:os';
import {
  canonicalJson,
  InputError,
  rankedOutput,
  trialId,
  type ActionEntry,
  type FailedRun,
  type PlannedTask,
  type RecordedInput,
  type StoredOutput,
  type StudyParams,
  type TrialRun,
} from '../../schemas/index.ts';
import { bestTrial, studyResult, type BestTrial } from '../../schemas/results/index.ts';
import type { Trial } from '../../science/learning/tuning/index.ts';
import { codeVersion } from '../code-version.ts';
import { recordedInputs } from '../resolver.ts';
import { followStudy, searchOf, storedScore, type StudyContext } from './follow.ts';
import { endedRuns, runsAt } from './runs.ts';
import { rankTrials, scoreOf, summarise } from './summary.ts';
import { hyperparametersOf, paramsOf, trialTasks } from './trial-tasks.ts';

/** The port under which a study's manifest names its trials: what a run's record lists them from. */
export const trialsPort = 'trials';

/**
 * Writes a study's outputs: what was learnt, the best parameters, and the outputs of its best trials, which are referred to, not copied.
 * @throws InputError `study-failed` where too few trials came to an end
 * @throws Error where a run is not in the store any more: the study goes on with it
 */
export async function concludeStudy(context: StudyContext, failed: readonly FailedRun[]): Promise<ActionEntry> {
  const { store, resolver, index } = context;
  const started = new Date();
  const study = resolver.plan.tasks[index] as PlannedTask;
  const params = study.params as StudyParams;
  resolver.forget(index);
  const standing = await resolver.standing(index);
  if (standing.state === 'cached') return standing.entry;
  if (standing.state !== 'ready') throw new Error(`${study.id} cannot end: what it reads is not there`);
  const { search, missing } = await followStudy(context, searchOf(context), failed);
  if (missing.length > 0) throw new Error(`${study.id} cannot end: ${missing.length} of its runs are not in the store`);
  const trials = search.trials();
  const ranked = rankTrials(trials, params);
  if (ranked.length < params.keep) throw tooFew(study, trials, ranked.length);
  const outputs: Record<string, StoredOutput> = {};
  for (const [place, trial] of ranked.slice(0, params.keep).entries())
    for (const [name, output] of Object.entries(await outputsOf(context, bestRun(trial, params))))
      outputs[rankedOutput(name, place + 1)] = output;
  const curves = await curvesOf(context, trials);
  const put = async (value: unknown): Promise<StoredOutput> => ({
    type: 'json',
    parts: [await store.putBytes(Buffer.from(canonicalJson(value)))],
  });
  outputs.study = await put(studyResult.parse(summarise(params, trials, curves)));
  outputs.best = await put(bestTrial.parse(bestOf(context, study, ranked[0] as Trial)));
  const entry: ActionEntry = {
    key: standing.key,
    task: study.id,
    kind: study.kind,
    version: study.version,
    params: study.params,
    ...(study.seed === undefined ? {} : { seed: study.seed }),
    inputs: [...recordedInputs(standing.inputs), ...(await recordedRuns(context, trials))],
    outputs,
    code: await codeVersion(),
    host: hostname(),
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    warnings: failed.map((failure) => `${trialId(study.id, failure)} failed: ${failure.message}`),
  };
  const counts = await store.putAction(entry);
  resolver.forget(index);
  return counts;
}

/** At the last stage, the execution with the best score. */
function bestRun(trial: Trial, { objective, executions }: StudyParams): TrialRun {
  const stage = trial.stages.length - 1;
  const scores = trial.stages[stage]?.scores ?? [];
  const best = objective.goal === 'maximise' ? Math.max(...scores) : Math.min(...scores);
  return runsAt(trial, stage, executions)[Math.max(0, scores.indexOf(best))] as TrialRun;
}

function bestOf({ kinds }: StudyContext, study: PlannedTask, trial: Trial): BestTrial {
  const params = study.params as StudyParams;
  const run = runsAt(trial, trial.stages.length - 1, 1)[0] as TrialRun;
  return {
    trial: trial.trial,
    score: scoreOf(trial),
    hyperparameters: hyperparametersOf(params, run),
    params: paramsOf(study, kinds, run) as Readonly<Record<string, unknown>>,
  };
}

/** Outputs of a run's own tasks: those of the campaign that score it have theirs by themselves. */
async function outputsOf(
  { store, kinds, resolver, index }: StudyContext,
  run: TrialRun,
): Promise<ActionEntry['outputs']> {
  const tasks = trialTasks(store, kinds, resolver, index, run);
  const { chain = [] } = resolver.plan.tasks[index]?.study ?? {};
  const outputs: Record<string, StoredOutput> = {};
  for (const task of tasks.tasks.filter((one) => !chain.includes(one))) {
    const standing = await tasks.resolver.standing(task);
    if (standing.state === 'cached') Object.assign(outputs, standing.entry.outputs);
  }
  return outputs;
}

async function curvesOf(
  context: StudyContext,
  trials: readonly Trial[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const curves = new Map<number, readonly number[]>();
  for (const trial of trials) {
    const [run] = trial.stages.length === 0 ? [] : runsAt(trial, trial.stages.length - 1, 1);
    const found = run === undefined ? undefined : await storedScore(context, run);
    if (found !== undefined) curves.set(trial.trial, found.curve);
  }
  return curves;
}

/** Each run that came to a score, as an input of the study: its tasks stay as long as the study does, and lineage goes through them. */
async function recordedRuns(
  { store, kinds, resolver, index }: StudyContext,
  trials: readonly Trial[],
): Promise<readonly RecordedInput[]> {
  const study = resolver.plan.tasks[index] as PlannedTask;
  const recorded: RecordedInput[] = [];
  for (const run of endedRuns(trials, study)) {
    const tasks = trialTasks(store, kinds, resolver, index, run);
    for (const task of tasks.tasks) {
      const standing = await tasks.resolver.standing(task);
      const [output] = standing.state === 'cached' ? Object.entries(standing.entry.outputs) : [];
      if (standing.state !== 'cached' || output === undefined) continue;
      const [name, { parts }] = output;
      const id = tasks.resolver.plan.tasks[task]?.id ?? '';
      recorded.push({
        port: trialsPort,
        parts: parts.map(({ sha256 }) => sha256),
        from: { key: standing.key, task: id, output: name },
      });
    }
  }
  return recorded;
}

function tooFew(study: PlannedTask, trials: readonly Trial[], ended: number): InputError {
  const { keep } = study.params as StudyParams;
  const reason = trials.find(({ error }) => error !== null)?.error;
  return new InputError(
    'study-failed',
    `${study.id}: ${ended === 0 ? 'no trial' : `only ${ended} of ${trials.length} trials`} came to an end` +
      (reason === undefined || reason === null ? '' : `; the first failure: ${reason}`),
    { expected: `at least ${keep}`, mend: 'correct the search space or the parameters beside it' },
  );
}
