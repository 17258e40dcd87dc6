import { linksOf, type Plan, type PlannedTask, type Shape, type ShapeGroup, type ShapeTask } from '../schemas/index.ts';
import type { Resolver } from './resolver.ts';
import { bundleUnits } from './bundles.ts';
import { formUnits } from './units.ts';

/** Indices of tasks that are cached: everything they would make is in the store. */
export async function cachedTasks(resolver: Resolver, indices: readonly number[]): Promise<ReadonlySet<number>> {
  resolver.refresh();
  const cached = new Set<number>();
  for (const index of indices) if ((await resolver.standing(index)).state === 'cached') cached.add(index);
  return cached;
}

/** Up to this many tasks of groups that train nothing any more run without a child workflow each. */
const mostDissolved = 500;

/**
 * What is left to do of a whole plan: units of tasks outside groups, and groups with anything left. Groups of which only light work is
 * left (tables to draw up after a changed cut) are not run as child workflows: each costs the server as much as three activities.
 */
export function campaignShape(plan: Plan, cached: ReadonlySet<number>): Shape {
  const dissolved = lightGroups(plan, cached);
  const groupOf = (index: number): string | undefined => {
    const group = plan.tasks[index]?.group;
    return group === undefined || dissolved.has(group) ? undefined : group;
  };
  const found = new Map<string, { after: Set<number | string>; tasks: number; needs: Set<number> }>();
  const single: number[] = [];
  plan.tasks.forEach((task, index) => {
    if (cached.has(index)) return;
    const name = groupOf(index);
    if (name === undefined) {
      single.push(index);
      return;
    }
    const group = found.get(name) ?? { after: new Set<number | string>(), tasks: 0, needs: new Set<number>() };
    group.tasks++;
    for (const link of linksOf(task)) {
      const source = groupOf(link.task);
      if (cached.has(link.task) || source === name) continue;
      group.after.add(source ?? link.task);
      if (!link.optional) group.needs.add(link.task);
    }
    found.set(name, group);
  });
  const { units, unitOf } = formUnits(
    plan,
    single,
    (task, index) => shapeTask(task, index, cached),
    (index) => (cached.has(index) ? undefined : groupOf(index)),
  );
  const shapes = [...found].map(([group, { after, tasks, needs }]): ShapeGroup => ({
    group,
    after: [
      ...new Set([...after].map((node) => (typeof node === 'string' ? node : (unitOf.get(node) ?? String(node))))),
    ],
    tasks,
    needs: [...needs],
  }));
  // Tasks of a group that are cached are counted when the group is not run at all; the group counts its own otherwise.
  const counted = plan.tasks.filter(
    (task, index) => cached.has(index) && (task.group === undefined || !found.has(task.group)),
  ).length;
  const bundled = bundleUnits(plan, units);
  const bundleOf = new Map(
    bundled.flatMap(({ name, tasks }) => tasks.map(({ index }) => [unitOf.get(index) ?? '', name])),
  );
  const groups = shapes.map((group) => ({
    ...group,
    after: [...new Set(group.after.map((name) => bundleOf.get(name) ?? name))],
  }));
  return { cached: counted, units: bundled, groups };
}

/** The groups without a study or a task of the gpu queue left, if their tasks are few. */
function lightGroups(plan: Plan, cached: ReadonlySet<number>): ReadonlySet<string> {
  const left = new Map<string, number>();
  const heavy = new Set<string>();
  plan.tasks.forEach(({ group, queue, study }, index) => {
    if (group === undefined || cached.has(index)) return;
    left.set(group, (left.get(group) ?? 0) + 1);
    if (queue === 'gpu' || study !== undefined) heavy.add(group);
  });
  const light = [...left].filter(([group]) => !heavy.has(group));
  const tasks = light.reduce((sum, [, count]) => sum + count, 0);
  return new Set(tasks <= mostDissolved ? light.map(([group]) => group) : []);
}

/** What is left to do of one group. Tasks outside it have ended, well or not: the group's input says which are lost. */
export function groupShape(plan: Plan, group: string, cached: ReadonlySet<number>): Shape {
  const members = plan.tasks.flatMap((task, index) => (task.group === group ? [index] : []));
  const left = members.filter((index) => !cached.has(index));
  const { units } = formUnits(
    plan,
    left,
    (task, index) => shapeTask(task, index, cached),
    () => undefined,
  );
  return { cached: members.length - left.length, units, groups: [] };
}

function shapeTask(task: PlannedTask, index: number, cached: ReadonlySet<number>): ShapeTask {
  const needed = linksOf(task).filter((link) => !link.optional && !cached.has(link.task));
  return { index, id: task.id, needs: [...new Set(needed.map((link) => link.task))] };
}
