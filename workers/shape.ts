import { linksOf, type Plan, type PlannedTask, type Shape, type ShapeGroup, type ShapeTask } from '../schemas/index.ts';
import type { Resolver } from './resolver.ts';

/** Indices of tasks that are cached: everything they would make is in the store. */
export async function cachedTasks(resolver: Resolver, indices: readonly number[]): Promise<ReadonlySet<number>> {
  resolver.refresh();
  const cached = new Set<number>();
  for (const index of indices) if ((await resolver.standing(index)).state === 'cached') cached.add(index);
  return cached;
}

/** What is left to do of a whole plan: tasks outside groups, and groups with anything left. */
export function campaignShape(plan: Plan, cached: ReadonlySet<number>): Shape {
  const left = (index: number): boolean => !cached.has(index);
  const nodeOf = (index: number): string => plan.tasks[index]?.group ?? String(index);
  const tasks: ShapeTask[] = [];
  const groups = new Map<string, { after: Set<string>; tasks: number; needs: Set<number> }>();
  plan.tasks.forEach((task, index) => {
    if (!left(index)) return;
    if (task.group === undefined) {
      tasks.push(shapeTask(task, index, left, nodeOf));
      return;
    }
    const group = groups.get(task.group) ?? { after: new Set<string>(), tasks: 0, needs: new Set<number>() };
    group.tasks++;
    for (const link of linksOf(task)) {
      if (!left(link.task) || nodeOf(link.task) === task.group) continue;
      group.after.add(nodeOf(link.task));
      if (!link.optional) group.needs.add(link.task);
    }
    groups.set(task.group, group);
  });
  const shapes = [...groups].map(([group, { after, tasks: count, needs }]): ShapeGroup => ({
    group,
    after: [...after],
    tasks: count,
    needs: [...needs],
  }));
  // Tasks of a group that are cached are counted when the group is not run at all; the group counts its own otherwise.
  const counted = plan.tasks.filter(
    (task, index) => cached.has(index) && (task.group === undefined || !groups.has(task.group)),
  ).length;
  return { cached: counted, tasks, groups: shapes };
}

/** What is left to do of one group. */
export function groupShape(plan: Plan, group: string, cached: ReadonlySet<number>): Shape {
  const members = plan.tasks.flatMap((task, index) => (task.group === group ? [index] : []));
  const inGroup = new Set(members);
  const left = (index: number): boolean => !cached.has(index);
  const tasks = members.filter(left).map((index) =>
    shapeTask(
      plan.tasks[index] as PlannedTask,
      index,
      (other) => left(other),
      (other) => (inGroup.has(other) ? String(other) : ''),
    ),
  );
  return { cached: members.length - tasks.length, tasks, groups: [] };
}

function shapeTask(
  task: PlannedTask,
  index: number,
  left: (index: number) => boolean,
  nodeOf: (index: number) => string,
): ShapeTask {
  const links = linksOf(task).filter((link) => left(link.task));
  return {
    index,
    id: task.id,
    kind: task.kind,
    queue: task.queue,
    after: [...new Set(links.map((link) => nodeOf(link.task)))].filter((name) => name !== ''),
    needs: [...new Set(links.filter(({ optional }) => !optional).map((link) => link.task))],
  };
}
