import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, isCancellation } from '@temporalio/workflow';
import { walk } from '../planning/walk.ts';
import type { FailedTask, PlanReference, Shape, ShapeGroup, ShapeTask, WalkResult } from '../schemas/index.ts';
import { walkLimit } from '../temporal/names.ts';
import { execute } from './activities.ts';

type Node = { readonly name: string; readonly after: readonly string[] } & (
  { readonly task: ShapeTask } | { readonly group: ShapeGroup }
);

/**
 * Runs what a shape says is left to do. A failed task blocks only what needs it: independent branches go on.
 * Failures are collected, not thrown; cancellation is.
 */
export async function runShape(
  shape: Shape,
  context: {
    readonly plan: PlanReference;
    readonly run: string;
    /** Tasks outside this shape that failed or are blocked. */
    readonly failedOutside: readonly number[];
    runGroup(group: ShapeGroup, failed: readonly number[]): Promise<WalkResult>;
  },
): Promise<WalkResult> {
  const unavailable = new Set(context.failedOutside);
  const failed: FailedTask[] = [];
  const blocked: number[] = [];
  let done = 0;
  let cached = shape.cached;
  const runTask = async (task: ShapeTask): Promise<void> => {
    if (task.needs.some((index) => unavailable.has(index))) {
      blocked.push(task.index);
      unavailable.add(task.index);
      return;
    }
    try {
      const { state } = await execute(task.kind, task.queue, {
        plan: context.plan,
        run: context.run,
        index: task.index,
      });
      if (state === 'done') done++;
      else cached++;
    } catch (error) {
      if (isCancellation(error)) throw error;
      failed.push({ index: task.index, id: task.id, ...describeFailure(error) });
      unavailable.add(task.index);
    }
  };
  const runGroup = async (group: ShapeGroup): Promise<void> => {
    const result = await context.runGroup(
      group,
      group.needs.filter((index) => unavailable.has(index)),
    );
    done += result.done;
    cached += result.cached;
    for (const failure of result.failed) {
      failed.push(failure);
      unavailable.add(failure.index);
    }
    for (const index of result.blocked) {
      blocked.push(index);
      unavailable.add(index);
    }
  };
  const nodes: readonly Node[] = [
    ...shape.tasks.map((task) => ({ name: String(task.index), after: task.after, task })),
    ...shape.groups.map((group) => ({ name: group.group, after: group.after, group })),
  ];
  await walk(nodes, {
    limit: walkLimit,
    run: (node) => ('task' in node ? runTask(node.task) : runGroup(node.group)),
  });
  return { cached, done, failed, blocked };
}

/** The innermost reason of a failed activity or child. */
export function describeFailure(error: unknown): { readonly type: string; readonly message: string } {
  let cause = error;
  while ((cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure) && cause.cause !== undefined)
    cause = cause.cause;
  if (cause instanceof ApplicationFailure) return { type: cause.type ?? 'Error', message: cause.message };
  return cause instanceof Error
    ? { type: cause.name, message: cause.message }
    : { type: 'Error', message: String(cause) };
}
