import { isCancellation } from '@temporalio/workflow';
import { walk } from '../planning/walk.ts';
import type {
  FailedTask,
  PlanReference,
  Shape,
  ShapeGroup,
  ShapeUnit,
  TaskOutcome,
  WalkResult,
} from '../schemas/index.ts';
import { studyKind } from '../schemas/study-kind.ts';
import { walkLimit } from '../temporal/names.ts';
import { execute } from './activities.ts';
import { describeFailure } from './failures.ts';
import { runStudy } from './study.ts';

type Node = { readonly name: string; readonly after: readonly string[] } & (
  { readonly unit: ShapeUnit } | { readonly group: ShapeGroup }
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
  const note = (unit: ShapeUnit, outcome: TaskOutcome): void => {
    if (outcome.state === 'done') done++;
    else if (outcome.state === 'cached') cached++;
    else {
      unavailable.add(outcome.index);
      if (outcome.state === 'blocked') blocked.push(outcome.index);
      else
        failed.push({ ...failureOf(outcome), id: unit.tasks.find(({ index }) => index === outcome.index)?.id ?? '' });
    }
  };
  const runUnit = async (unit: ShapeUnit): Promise<void> => {
    const runnable: number[] = [];
    for (const { index, needs } of unit.tasks) {
      if (needs.some((need) => unavailable.has(need))) note(unit, { index, state: 'blocked' });
      else runnable.push(index);
    }
    const [first] = runnable;
    if (first === undefined) return;
    if (unit.kind === studyKind) {
      note(unit, await runStudy({ plan: context.plan, run: context.run, index: first, id: unit.tasks[0]?.id ?? '' }));
      return;
    }
    try {
      const outcomes = await execute(unit.kind, unit.queue, { plan: context.plan, run: context.run, tasks: runnable });
      for (const outcome of outcomes) note(unit, outcome);
    } catch (error) {
      if (isCancellation(error)) throw error;
      // No word from the worker: it died again and again, or said nothing for too long.
      const failure = describeFailure(error);
      for (const index of runnable) note(unit, { index, state: 'failed', ...failure });
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
    ...shape.units.map((unit) => ({ name: unit.name, after: unit.after, unit })),
    ...shape.groups.map((group) => ({ name: group.group, after: group.after, group })),
  ];
  await walk(nodes, {
    limit: walkLimit,
    run: (node) => ('unit' in node ? runUnit(node.unit) : runGroup(node.group)),
  });
  return { cached, done, failed, blocked };
}

function failureOf({ index, type, message }: Extract<TaskOutcome, { state: 'failed' }>): Omit<FailedTask, 'id'> {
  return { index, type, message };
}
