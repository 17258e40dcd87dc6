import { CancelledFailure, Context } from '@temporalio/activity';
import {
  linksOf,
  type AnyTaskDefinition,
  type ExecuteInput,
  type PauseInput,
  type PlannedTask,
  type Progress,
  type Queue,
  type RecordInput,
  type RecordResult,
  type ResolveInput,
  type Shape,
  type TaskLog,
  type TaskOutcome,
} from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { ChildError } from './child-pool.ts';
import type { ExecutionHooks, Executor } from './executor.ts';
import type { createPlanCache } from './plans.ts';
import type { Meter } from './meter.ts';
import type { Resolver } from './resolver.ts';
import type { RunLog } from './run-log.ts';
import { targetsFor } from './notify/targets.ts';
import { runRecord } from './run-record.ts';
import { cachedTasks, campaignShape, groupShape } from './shape.ts';
import { trialExecution, type TrialMark } from './study/execution.ts';

export interface EngineContext {
  readonly store: Store;
  readonly plans: ReturnType<typeof createPlanCache>;
  readonly executor: Executor;
  readonly runLog: RunLog;
  readonly worker: string;
  readonly meter: Meter;
  /** Task kinds of a campaign's modules; a worker of its own loads only those that its user names. */
  kindsOf(plugins: readonly string[]): Promise<ReadonlyMap<string, AnyTaskDefinition>>;
  logger(fields: object): TaskLog;
}

/** The engine's own light activities: what is left to do, whether to go on, and how a run ended. */
export function bookkeepingActivities({ store, plans, runLog }: EngineContext): {
  resolve(input: ResolveInput): Promise<Shape>;
  record(input: RecordInput): Promise<RecordResult>;
  pause(input: PauseInput): Promise<void>;
} {
  return {
    async resolve({ plan, run, group }) {
      const resolver = await plans(plan);
      const indices = resolver.plan.tasks.flatMap((task, index) =>
        group === undefined || task.group === group ? [index] : [],
      );
      const cached = await cachedTasks(resolver, indices);
      const shape =
        group === undefined ? campaignShape(resolver.plan, cached) : groupShape(resolver.plan, group, cached);
      runLog.say(run, { event: 'resolved', cached: [...cached] });
      return shape;
    },
    async pause({ run, paused }) {
      await store.setPaused(run, paused);
      runLog.say(run, { event: 'paused', paused });
    },
    async record(input) {
      const resolver = await plans(input.plan);
      await store.putRun(await runRecord(store, resolver, input));
      if (input.state === 'waiting') runLog.say(input.run, { event: 'waiting', failed: input.failed.length });
      else await store.setPaused(input.run, false);
      await runLog.flush();
      return { notify: targetsFor(resolver.plan, input.state) };
    },
  };
}

/** One activity for each task kind, all doing the same: run those tasks of the plan. */
export function taskActivities(
  engine: EngineContext,
  kinds: readonly string[],
  queue: Queue,
): Readonly<Record<string, (input: ExecuteInput) => Promise<readonly TaskOutcome[]>>> {
  const metered = async (input: ExecuteInput): Promise<readonly TaskOutcome[]> => {
    engine.meter.begin(queue);
    try {
      return await executeTasks(engine, input);
    } finally {
      engine.meter.end(queue);
    }
  };
  return Object.fromEntries(kinds.map((kind) => [kind, metered]));
}

/**
 * Runs tasks one after another. How each ends is its outcome, also a failure: the workflow counts attempts and decides on the next one.
 * A task of a run that is paused is not begun.
 */
async function executeTasks(
  engine: EngineContext,
  { plan, run, tasks: planned, tried = [], trial, study }: ExecuteInput,
): Promise<readonly TaskOutcome[]> {
  const context = Context.current();
  const whole = await engine.plans(plan);
  const tries =
    trial === undefined
      ? undefined
      : study === undefined
        ? await trialExecution(engine.store, whole, planned[0] ?? 0, trial)
        : await trialExecution(engine.store, whole, study, trial, planned);
  const { resolver, tasks } = tries ?? { resolver: whole, tasks: planned };
  let progress: Progress = {};
  const beat = setInterval(() => {
    context.heartbeat(progress);
  }, 2000);
  const outcomes: TaskOutcome[] = [];
  const lost = new Set<number>();
  try {
    for (const [position, index] of tasks.entries()) {
      const needs = linksOf(resolver.plan.tasks[index] as PlannedTask).filter(({ optional }) => !optional);
      if (needs.some((link) => lost.has(link.task))) {
        lost.add(index);
        outcomes.push({ index, state: 'blocked' });
        continue;
      }
      if (await engine.store.isPaused(run)) {
        lost.add(index);
        outcomes.push({ index, state: 'paused' });
        continue;
      }
      const number = (tried[position] ?? 0) + context.info.attempt;
      const mark = tries?.mark(index);
      const checkpoint = tries?.checkpoint(index);
      const marks = {
        ...(mark === undefined ? {} : { mark }),
        ...(checkpoint === undefined ? {} : { checkpoint }),
      };
      const outcome = await attempt(engine, resolver, { run, index, context, number, ...marks }, (step) => {
        progress = step;
        context.heartbeat(step);
      });
      if ('key' in outcome) {
        outcomes.push({ index, state: outcome.state });
        continue;
      }
      lost.add(index);
      const { type } = outcome;
      const message = `${tries?.prefix(index) ?? ''}${outcome.message}`;
      outcomes.push({ index, state: 'failed', type, message, retryable: type !== 'InputError' });
    }
  } finally {
    clearInterval(beat);
  }
  return outcomes;
}

interface TaskFailure {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
}

interface Attempt {
  readonly run: string;
  readonly index: number;
  readonly context: Context;
  /** From 1. */
  readonly number: number;
  /** Says in events that this is a trial of a study. */
  readonly mark?: TrialMark;
  readonly checkpoint?: NonNullable<ExecutionHooks['checkpoint']>;
}

/** One attempt at one task. Cancellation is thrown. */
async function attempt(
  engine: EngineContext,
  resolver: Resolver,
  { run, index, context, number, mark, checkpoint }: Attempt,
  onProgress: (progress: Progress) => void,
): Promise<{ readonly state: 'done' | 'cached'; readonly key: string } | TaskFailure> {
  const place = mark ?? { task: index };
  const kind = resolver.plan.tasks[index]?.kind ?? '';
  const log = engine.logger({
    campaign: resolver.plan.campaign,
    run,
    task: resolver.plan.tasks[index]?.id,
    attempt: number,
  });
  try {
    const { state, entry } = await engine.executor.ensure(resolver, index, {
      signal: context.cancellationSignal,
      log,
      onStart: () => {
        engine.runLog.say(run, { event: 'started', ...place, attempt: number, worker: engine.worker });
      },
      onProgress: (progress) => {
        onProgress(progress);
        engine.meter.progress(kind, progress);
        engine.runLog.say(run, { event: 'progress', ...place, progress });
      },
      ...(checkpoint === undefined ? {} : { checkpoint }),
    });
    const seconds = state === 'done' ? entry.seconds : 0;
    engine.runLog.say(run, { event: 'ended', ...place, state, seconds });
    engine.meter.ended(kind, state, seconds);
    log[state === 'done' ? 'info' : 'debug']({ key: entry.key, state, seconds }, `task ${state}`);
    return { state, key: entry.key };
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('the task was cancelled');
    const failure = describe(error);
    engine.meter.ended(kind, 'failed', 0);
    engine.runLog.say(run, {
      event: 'attempt-failed',
      ...place,
      attempt: number,
      error: { type: failure.type, message: failure.message },
    });
    log.error(
      { error: failure.type, ...(failure.stack === undefined ? {} : { stack: failure.stack }) },
      failure.message,
    );
    return failure;
  }
}

function describe(error: unknown): TaskFailure {
  if (error instanceof ChildError) {
    const { type, message, stack } = error.failure;
    return { type, message, ...(stack === undefined ? {} : { stack }) };
  }
  if (error instanceof Error) return { type: error.name, message: error.message };
  return { type: 'Error', message: String(error) };
}
