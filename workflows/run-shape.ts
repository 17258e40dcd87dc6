import { condition, isCancellation, sleep, type ChildWorkflowHandle } from '@temporalio/workflow';
import { createWalk } from '../planning/walk.ts';
import type {
  FailedTask,
  GivenUp,
  PlanReference,
  RetryRequest,
  Shape,
  ShapeGroup,
  ShapeTask,
  ShapeUnit,
  TaskOutcome,
  WalkResult,
} from '../schemas/index.ts';
import { studyKind } from '../schemas/study-kind.ts';
import { walkLimit } from '../temporal/names.ts';
import { execute } from './activities.ts';
import { createAttempts } from './attempts.ts';
import { pausedSignal, tell } from './control.ts';
import { describeFailure } from './failures.ts';
import { startStudy, type study } from './study.ts';

type Node = { readonly name: string; readonly after: readonly string[] } & (
  { readonly unit: ShapeUnit } | { readonly group: ShapeGroup }
);

export interface ShapeContext {
  readonly plan: PlanReference;
  readonly run: string;
  /** Tasks outside this shape that failed or are blocked. */
  readonly failedOutside: readonly number[];
  /** What an earlier part of this run gave up. */
  readonly carried: { readonly single: GivenUp; readonly groups: Readonly<Record<string, GivenUp>> };
  /** @param given what the group is not to try again */
  runGroup(group: ShapeGroup, failed: readonly number[], plan: PlanReference, given: GivenUp): Promise<WalkResult>;
  /** Asked after each node: true to start nothing any more. */
  shouldStop(): boolean;
}

/** A shape that is being run. */
export interface ShapeRun {
  /** Resolves when nothing is left to run, or nothing runs after `shouldStop`. Again after `retry`. */
  finished(): Promise<WalkResult>;
  /** False after `shouldStop` when something is left. */
  isComplete(): boolean;
  setPaused(paused: boolean): Promise<void>;
  /** Opens what has failed, and what comes after it, again. Gives the ids of the failed tasks. */
  retry(request: RetryRequest): { readonly tasks: readonly string[] };
  /** The failed tasks that a request is about, as far as is known here. */
  failures(request: RetryRequest): readonly FailedTask[];
  givenUp(): { readonly single: GivenUp; readonly groups: Readonly<Record<string, GivenUp>> };
}

const nothing: GivenUp = { failed: [], blocked: [] };

/**
 * Runs what a shape says is left to do. A failed task blocks only what needs it: independent branches go on.
 * Failures are collected, not thrown; cancellation is.
 */
export function runShape(shape: Shape, context: ShapeContext): ShapeRun {
  let { plan } = context;
  let paused = false;
  let stopped = false;
  const attempts = createAttempts();
  const results = new Map<string, WalkResult>();
  const studies = new Map<string, ChildWorkflowHandle<typeof study>>();
  const lost = new Map<number, string>(context.failedOutside.map((index) => [index, '']));
  const givenUp = new Map(context.carried.single.failed.map((failure) => [failure.index, failure]));
  const groupsGivenUp = new Map(Object.entries(context.carried.groups));

  const runUnit = async (unit: ShapeUnit): Promise<WalkResult> => {
    let [done, cached] = [0, 0];
    const failed: FailedTask[] = [];
    const blocked: number[] = [];
    const give = (failure: Omit<FailedTask, 'id'>): void => {
      lost.set(failure.index, unit.name);
      failed.push({ ...failure, id: unit.tasks.find(({ index }) => index === failure.index)?.id ?? '' });
    };
    const block = (index: number): void => {
      lost.set(index, unit.name);
      blocked.push(index);
    };
    let left: readonly number[] = unit.tasks.map(({ index }) => index);
    while (left.length > 0) {
      const runnable: number[] = [];
      for (const index of left) {
        const given = givenUp.get(index);
        const needs = unit.tasks.find((task) => task.index === index)?.needs ?? [];
        if (given !== undefined) give(given);
        else if (needs.some((need) => lost.has(need))) block(index);
        else runnable.push(index);
      }
      if (runnable.length === 0) break;
      const again = new Set<number>();
      let [seconds, waits] = [0, false];
      for (const outcome of await outcomesOf(unit, runnable)) {
        const { index } = outcome;
        if (outcome.state === 'done') done++;
        else if (outcome.state === 'cached') cached++;
        else if (outcome.state === 'paused') {
          again.add(index);
          waits = true;
        } else if (outcome.state === 'failed') {
          const verdict = attempts.judge(outcome);
          if (verdict.again) {
            again.add(index);
            seconds = Math.max(seconds, verdict.seconds);
          } else give(verdict.failure);
        } else if (needsOneOf(unit, index, again)) again.add(index);
        else block(index);
      }
      left = runnable.filter((index) => again.has(index));
      if (left.length > 0 && seconds > 0) await sleep(seconds * 1000);
      if (left.length > 0 && waits) await condition(() => !paused);
    }
    return { done, cached, failed, blocked };
  };

  const runStudy = async (name: string, { index, id }: ShapeTask): Promise<TaskOutcome> => {
    const child = await startStudy({ plan, run: context.run, index, id });
    studies.set(name, child);
    try {
      return await child.result();
    } finally {
      studies.delete(name);
    }
  };

  const outcomesOf = async (unit: ShapeUnit, tasks: readonly number[]): Promise<readonly TaskOutcome[]> => {
    const tried = tasks.map((index) => attempts.tried(index));
    const [first] = unit.tasks;
    try {
      if (unit.kind === studyKind && first !== undefined) return [await runStudy(unit.name, first)];
      return await execute(unit.kind, unit.queue, { plan, run: context.run, tasks, tried });
    } catch (error) {
      if (isCancellation(error)) throw error;
      // No word from any worker: it was lost again and again.
      const failure = describeFailure(error);
      return tasks.map((index) => ({ index, state: 'failed', retryable: false, ...failure }));
    }
  };

  const runGroup = async (group: ShapeGroup): Promise<WalkResult> => {
    const given = groupsGivenUp.get(group.group) ?? nothing;
    const result =
      given.failed.length + given.blocked.length >= group.tasks
        ? { done: 0, cached: 0, ...given }
        : await context.runGroup(
            group,
            group.needs.filter((index) => lost.has(index)),
            plan,
            given,
          );
    for (const { index } of result.failed) lost.set(index, group.group);
    for (const index of result.blocked) lost.set(index, group.group);
    return result;
  };

  const nodes: readonly Node[] = [
    ...shape.units.map((unit) => ({ name: unit.name, after: unit.after, unit })),
    ...shape.groups.map((group) => ({ name: group.group, after: group.after, group })),
  ];
  const walk = createWalk(nodes, {
    limit: walkLimit,
    run: async (node) => {
      results.delete(node.name);
      for (const [index, name] of lost) if (name === node.name) lost.delete(index);
      const result = 'unit' in node ? await runUnit(node.unit) : await runGroup(node.group);
      results.set(node.name, result);
      if (!stopped && context.shouldStop()) {
        stopped = true;
        walk.stop();
      }
    },
  });

  const failuresOf = (name: string, request: RetryRequest): readonly FailedTask[] =>
    (results.get(name)?.failed ?? []).filter(
      ({ id }) =>
        (request.tasks === undefined && request.groups === undefined) ||
        request.tasks?.includes(id) === true ||
        request.groups?.includes(name) === true,
    );

  return {
    failures: (request) => nodes.flatMap(({ name }) => failuresOf(name, request)),
    finished: async () => {
      await walk.finished();
      return total(shape.cached, [...results.values()]);
    },
    isComplete: () => nodes.every(({ name }) => results.has(name)),
    setPaused: async (value) => {
      paused = value;
      walk.setPaused(value);
      await tell([...studies.values()], pausedSignal, value);
    },
    retry: (request) => {
      if (request.plan !== undefined) plan = request.plan;
      const tasks: string[] = [];
      const names: string[] = [];
      for (const node of nodes) {
        const { name } = node;
        const again = failuresOf(name, request);
        if (again.length === 0) continue;
        names.push(name);
        const others = (results.get(name)?.failed ?? []).filter((failure) => !again.includes(failure));
        if ('group' in node) groupsGivenUp.set(name, { failed: others, blocked: [] });
        else for (const failure of others) givenUp.set(failure.index, failure);
        for (const { index, id } of again) {
          attempts.forget(index);
          givenUp.delete(index);
          tasks.push(id);
        }
      }
      walk.reopen(names);
      return { tasks };
    },
    givenUp: () => {
      const groups = shape.groups.flatMap(({ group }) => {
        const result = results.get(group);
        return result === undefined || result.failed.length === 0 ? [] : [[group, lossesOf(result)] as const];
      });
      const units = shape.units.flatMap(({ name }) => results.get(name) ?? []);
      return { single: lossesOf(total(0, units)), groups: Object.fromEntries(groups) };
    },
  };
}

const lossesOf = ({ failed, blocked }: WalkResult): GivenUp => ({ failed, blocked });

const needsOneOf = (unit: ShapeUnit, index: number, others: ReadonlySet<number>): boolean =>
  unit.tasks.find((task) => task.index === index)?.needs.some((need) => others.has(need)) === true;

function total(cached: number, results: readonly WalkResult[]): WalkResult {
  return {
    cached: results.reduce((sum, result) => sum + result.cached, cached),
    done: results.reduce((sum, result) => sum + result.done, 0),
    failed: results.flatMap(({ failed }) => failed),
    blocked: results.flatMap(({ blocked }) => blocked),
  };
}
