import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type {
  ExecuteInput,
  ExecuteResult,
  Progress,
  RecordInput,
  ResolveInput,
  RunRecord,
  Shape,
  TaskLog,
  TaskRecord,
} from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { ChildError } from './child-pool.ts';
import type { Executor } from './executor.ts';
import type { createPlanCache } from './plans.ts';
import type { Resolver } from './resolver.ts';
import type { RunLog } from './run-log.ts';
import { cachedTasks, campaignShape, groupShape } from './shape.ts';

export interface EngineContext {
  readonly store: Store;
  readonly plans: ReturnType<typeof createPlanCache>;
  readonly executor: Executor;
  readonly runLog: RunLog;
  readonly worker: string;
  logger(fields: object): TaskLog;
}

/** The engine's own light activities: what is left to do, and how a run ended. */
export function bookkeepingActivities({ store, plans, runLog }: EngineContext): {
  resolve(input: ResolveInput): Promise<Shape>;
  record(input: RecordInput): Promise<void>;
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
    async record(input) {
      const resolver = await plans(input.plan);
      await store.putRun(await runRecord(resolver, input));
      await runLog.flush();
    },
  };
}

/** How every task of the plan stands at the end of a run. */
export async function runRecord(resolver: Resolver, input: RecordInput): Promise<RunRecord> {
  const { plan } = resolver;
  const failed = new Map(input.failed.map((failure) => [failure.index, failure]));
  const blocked = new Set(input.blocked);
  const tasks: Record<string, TaskRecord> = {};
  resolver.refresh();
  for (const [index, { id }] of plan.tasks.entries()) {
    const standing = await resolver.standing(index);
    const failure = failed.get(index);
    const key = 'key' in standing ? { key: standing.key } : {};
    if (failure !== undefined)
      tasks[id] = { state: 'failed', ...key, error: { type: failure.type, message: failure.message } };
    else if (standing.state !== 'cached') tasks[id] = { state: blocked.has(index) ? 'blocked' : 'cancelled', ...key };
    else
      tasks[id] = {
        state: standing.entry.started < input.started ? 'cached' : 'done',
        ...key,
        seconds: standing.entry.seconds,
      };
  }
  const finished = new Date();
  return {
    run: input.run,
    campaign: input.campaign,
    title: plan.title,
    plan: input.plan,
    state: input.state,
    started: input.started,
    finished: finished.toISOString(),
    seconds: (finished.getTime() - Date.parse(input.started)) / 1000,
    tasks,
  };
}

/** One activity for each task kind, all doing the same: run that task of the plan. */
export function taskActivities(
  engine: EngineContext,
  kinds: readonly string[],
): Readonly<Record<string, (input: ExecuteInput) => Promise<ExecuteResult>>> {
  return Object.fromEntries(kinds.map((kind) => [kind, (input: ExecuteInput) => executeTask(engine, input)]));
}

async function executeTask(engine: EngineContext, { plan, run, index }: ExecuteInput): Promise<ExecuteResult> {
  const context = Context.current();
  const { attempt } = context.info;
  const resolver = await engine.plans(plan);
  const task = resolver.plan.tasks[index];
  const log = engine.logger({ campaign: resolver.plan.campaign, run, task: task?.id, attempt });
  let progress: Progress = {};
  const beat = setInterval(() => {
    context.heartbeat(progress);
  }, 2000);
  try {
    const { state, entry } = await engine.executor.ensure(resolver, index, {
      signal: context.cancellationSignal,
      log,
      onStart: () => {
        engine.runLog.say(run, { event: 'started', task: index, attempt, worker: engine.worker });
      },
      onProgress: (step) => {
        progress = step;
        context.heartbeat(step);
        engine.runLog.say(run, { event: 'progress', task: index, progress: step });
      },
    });
    const seconds = state === 'done' ? entry.seconds : 0;
    engine.runLog.say(run, { event: 'ended', task: index, state, seconds });
    log.debug({ key: entry.key, state, seconds }, 'task ended');
    return { state, key: entry.key };
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('the task was cancelled');
    const failure = describe(error);
    engine.runLog.say(run, { event: 'attempt-failed', task: index, attempt, error: failure });
    log.error(
      { error: failure.type, ...(failure.stack === undefined ? {} : { stack: failure.stack }) },
      failure.message,
    );
    throw ApplicationFailure.create({
      message: failure.message,
      type: failure.type,
      nonRetryable: failure.type === 'InputError',
      ...(failure.type === 'ResourceError' ? { nextRetryDelay: '30s' } : {}),
    });
  } finally {
    clearInterval(beat);
  }
}

function describe(error: unknown): { readonly type: string; readonly message: string; readonly stack?: string } {
  if (error instanceof ChildError) {
    const { type, message, stack } = error.failure;
    return { type, message, ...(stack === undefined ? {} : { stack }) };
  }
  if (error instanceof Error) return { type: error.name, message: error.message };
  return { type: 'Error', message: String(error) };
}
