import { readFile } from 'node:fs/promises';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Plan, PlanReference, RetryRequest } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { controls } from '../temporal/index.ts';
import type { Origin } from './client.ts';
import { UsageError } from './errors.ts';
import { startedWith, withOpenRun } from './open-runs.ts';
import { openStore, type CommonOptions } from './places.ts';
import { prepare, storePlan } from './prepare.ts';

/** Holds a run back: what runs goes on, nothing new starts. */
export async function pause(run: string, options: CommonOptions): Promise<void> {
  await withOpenRun(run, options, ({ handle }) => refusalsAsUsage(handle.executeUpdate(controls.pause)));
  process.stdout.write(`${run} is paused: running tasks end, nothing new starts. To go on: umbra resume ${run}\n`);
}

export async function resume(run: string, options: CommonOptions): Promise<void> {
  await withOpenRun(run, options, ({ handle }) => refusalsAsUsage(handle.executeUpdate(controls.resume)));
  process.stdout.write(`${run} goes on\n`);
}

/** Ends a run and waits until its tasks have stopped. */
export async function cancel(run: string, options: CommonOptions): Promise<void> {
  await withOpenRun(run, options, async ({ handle }) => {
    await handle.cancel();
    await handle.result().catch((error: unknown) => {
      if (!(error instanceof WorkflowFailedError)) throw error;
    });
  });
  process.stdout.write(`${run} is cancelled. What is done stays in the store; umbra run goes on from there\n`);
}

interface RetryOptions extends CommonOptions {
  readonly task?: readonly string[];
  readonly category?: readonly string[];
}

/** Tries failed tasks of an open run again. The campaign is read anew: parameters and files may have been mended. */
export async function retry(run: string, options: RetryOptions): Promise<void> {
  const store = await openStore(options);
  const tried = await withOpenRun(run, options, async (open) => {
    const input = await startedWith(open.handle);
    const before = JSON.parse(await readFile(await store.objectPath(input.plan), 'utf8')) as Plan;
    const plan = await planAgain(store, before, open.origin, options);
    const request: RetryRequest = {
      ...(options.task === undefined ? {} : { tasks: options.task.map((id) => known(before, id)) }),
      ...(options.category === undefined ? {} : { groups: options.category.map((value) => groupOf(before, value)) }),
      ...(plan === undefined ? {} : { plan }),
    };
    return refusalsAsUsage(
      open.handle.executeUpdate<readonly string[], [RetryRequest]>(controls.retry, { args: [request] }),
    );
  });
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ run, retried: tried })}\n`
      : `${run}: tries again ${tried.length === 0 ? 'what failed in its groups' : tried.join(', ')}\n`,
  );
}

/**
 * The plan of the same tasks with what the campaign says now; undefined when it cannot be planned from here.
 * @throws UsageError when the campaign has other tasks now
 */
async function planAgain(
  store: Store,
  before: Plan,
  origin: Origin | undefined,
  options: CommonOptions,
): Promise<PlanReference | undefined> {
  if (origin === undefined) return undefined;
  const { campaign, data, seed, profile } = origin;
  const { plan } = await prepare(campaign, {
    ...options,
    ...(data === undefined ? {} : { data }),
    ...(seed === undefined ? {} : { seed }),
    ...(profile === undefined ? {} : { profile }),
  });
  const same =
    plan.tasks.length === before.tasks.length && plan.tasks.every(({ id }, index) => id === before.tasks[index]?.id);
  if (!same)
    throw new UsageError(
      `${campaign} has other tasks now than when the run began: umbra cancel it and umbra run it, nothing that is done is done again`,
    );
  return storePlan(store, plan);
}

function known(plan: Plan, id: string): string {
  if (plan.tasks.some((task) => task.id === id)) return id;
  throw new UsageError(`the run has no task '${id}'; umbra status and its failures name them, as in train[category=A]`);
}

function groupOf(plan: Plan, value: string): string {
  const groups = [...new Set(plan.tasks.flatMap(({ group }) => group ?? []))];
  const found = groups.find((group) => group === value || group.endsWith(`=${value}`));
  if (found !== undefined) return found;
  throw new UsageError(`the run has no category '${value}': ${groups.slice(0, 20).join(', ')}`);
}

/** What a validator refused is a mistake of the person's. */
async function refusalsAsUsage<T>(update: Promise<T>): Promise<T> {
  try {
    return await update;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw new UsageError(error.cause?.message ?? error.message);
    throw error;
  }
}
