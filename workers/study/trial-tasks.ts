import { inputsOfTrial } from '../../planning/index.ts';
import {
  trialId,
  type AnyTaskDefinition,
  type PlannedInput,
  type PlannedTask,
  type Queue,
  type StudyParams,
  type TrialPart,
  type TrialRun,
} from '../../schemas/index.ts';
import { compileSpace, fillParams, setAt } from '../../science/learning/tuning/index.ts';
import type { Store } from '../../store/index.ts';
import { createResolver, type Resolver } from '../resolver.ts';
import { kindNamed, parseParams } from './params.ts';

type Kinds = ReadonlyMap<string, AnyTaskDefinition>;

/**
 * The tasks of one run of a trial: the campaign's plan with the trial in place of its study, so that the tasks which lead to the objective read from the
 * trial; an evaluation of the study's own stands behind the last task.
 */
export interface TrialTasks {
  readonly resolver: Resolver;
  /** In the order to run them. */
  readonly tasks: readonly number[];
  /** The one whose output is the objective. */
  readonly scored: number;
}

/** @param study index of the study's planned task */
export function trialTasks(store: Store, kinds: Kinds, plan: Resolver, study: number, run: TrialRun): TrialTasks {
  const { tasks } = plan.plan;
  const planned = tasks[study] as PlannedTask;
  const { objective } = planned.params as StudyParams;
  const trial = trialTask(planned, kinds, run);
  const derived = tasks.with(study, trial);
  const chain = planned.study?.chain ?? [];
  for (const index of chain) derived[index] = scoringTask(tasks[index] as PlannedTask, trial, planned, run);
  const evaluation = evaluationTask(planned, trial, study, run);
  if (evaluation !== undefined) derived.push(evaluation);
  const all = [study, ...chain, ...(evaluation === undefined ? [] : [tasks.length])];
  const isOwn = objective.task === undefined && objective.output in kindNamed(kinds, trial.kind).outputs;
  return {
    resolver: createResolver(store, { ...plan.plan, tasks: derived }, plan),
    tasks: all,
    scored: isOwn ? study : (all.at(-1) as number),
  };
}

/** What of a run's tasks one activity runs: those one after another that use the same devices. */
export function trialParts({ resolver, tasks }: TrialTasks): readonly TrialPart[] {
  const parts: { kind: string; queue: Queue; tasks: number[] }[] = [];
  for (const index of tasks) {
    const { kind, queue } = resolver.plan.tasks[index] as PlannedTask;
    const last = parts.at(-1);
    if (last !== undefined && (last.queue === 'gpu') === (queue === 'gpu')) last.tasks.push(index);
    else parts.push({ kind, queue, tasks: [index] });
  }
  return parts;
}

/** The hyperparameters of a run, by their names in the search space. */
export function hyperparametersOf({ space }: StudyParams, run: TrialRun): Readonly<Record<string, unknown>> {
  return compileSpace(space).fill(run.configuration);
}

/** The parameters of a run's task, whole. @throws InputError where its kind does not take them */
export function paramsOf(study: PlannedTask, kinds: Kinds, run: TrialRun): unknown {
  const params = study.params as StudyParams;
  const filled = fillParams(params.params, hyperparametersOf(params, run));
  const { budget } = run;
  const whole = params.resource === null || budget === null ? filled : setAt(filled, params.resource.param, budget);
  return parseParams(
    kindNamed(kinds, params.kind),
    whole,
    trialId(study.id, run),
    'correct the search space, or the parameters beside it',
  );
}

function trialTask(study: PlannedTask, kinds: Kinds, run: TrialRun): PlannedTask {
  const { kind, version } = study.params as StudyParams;
  const { seeded } = kindNamed(kinds, kind);
  return {
    ...common(study),
    id: trialId(study.id, run),
    kind,
    version,
    queue: study.study?.queue ?? study.queue,
    // An attempt at a trial may take so long, not the search.
    ...(study.limits === undefined ? {} : { limits: study.limits }),
    params: paramsOf(study, kinds, run),
    inputs: inputsOfTrial(study).trial,
    ...(seeded === true ? { seed: seedOf(study, run) } : {}),
  };
}

/** A task of the campaign that scores one trial instead of the best one. */
const scoringTask = (task: PlannedTask, trial: PlannedTask, study: PlannedTask, run: TrialRun): PlannedTask => ({
  ...task,
  id: `${trial.id}:${task.axis?.name === study.axis?.name ? task.name : task.id}`,
  ...(task.seed === undefined ? {} : { seed: seedOf(study, run) }),
});

function evaluationTask(study: PlannedTask, trial: PlannedTask, index: number, run: TrialRun): PlannedTask | undefined {
  const { evaluate } = study.params as StudyParams;
  if (evaluate === null) return undefined;
  const ofTrial = Object.entries(evaluate.trial).map(([port, output]): [string, PlannedInput] => [
    port,
    { task: index, output },
  ]);
  return {
    ...common(study),
    id: `${trial.id}:${evaluate.kind}`,
    kind: evaluate.kind,
    version: evaluate.version,
    queue: study.study?.evaluateQueue ?? study.queue,
    params: evaluate.params,
    inputs: { ...inputsOfTrial(study).evaluate, ...Object.fromEntries(ofTrial) },
    ...(evaluate.seeded ? { seed: seedOf(study, run) } : {}),
  };
}

const common = ({ name, axis }: PlannedTask): Pick<PlannedTask, 'name' | 'axis'> => ({
  name,
  ...(axis === undefined ? {} : { axis }),
});

/** The first execution has the campaign's seed, as any task: a task with the same parameters has the same key. */
const seedOf = ({ seed = 0 }: PlannedTask, { execution }: TrialRun): number => (seed + execution) % 2 ** 32;
