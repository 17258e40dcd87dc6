import { inputsOfTrial } from '../../planning/index.ts';
import {
  trialId,
  type AnyTaskDefinition,
  type PlannedInput,
  type PlannedTask,
  type StudyParams,
  type TrialRun,
} from '../../schemas/index.ts';
import { compileSpace, fillParams, setAt } from '../../science/learning/tuning/index.ts';
import type { Store } from '../../store/index.ts';
import { createResolver, type Resolver } from '../resolver.ts';
import { kindNamed, parseParams } from './params.ts';

type Kinds = ReadonlyMap<string, AnyTaskDefinition>;

/** The tasks of one run of a trial: the campaign's plan with the trial in place of its study, and its evaluation behind the last task. */
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
  const evaluation = evaluationTask(planned, trial, study, run);
  const derived = tasks.with(study, trial).concat(evaluation ?? []);
  const outputs = kindNamed(kinds, trial.kind).outputs;
  return {
    resolver: createResolver(store, { ...plan.plan, tasks: derived }, plan),
    tasks: evaluation === undefined ? [study] : [study, tasks.length],
    scored: objective.output in outputs ? study : tasks.length,
  };
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
    params: paramsOf(study, kinds, run),
    inputs: inputsOfTrial(study).trial,
    ...(seeded === true ? { seed: seedOf(study, run) } : {}),
  };
}

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
