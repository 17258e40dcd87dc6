import { isSource, studyKind, type Plan, type ShapeUnit } from '../schemas/index.ts';

/** Fewer units of one sort than this are left alone: each may find a slot of its own. */
const manyUnits = 48;
/** At least so many bundles are left of one sort, for workers with many slots. */
const leastBundles = 24;
const largestBundle = 4;
const largestBriefBundle = 32;
/** Where there are enough brief units: each bundle's activity takes about as long as one of them. */
const leastBriefBundles = 8;
/** With larger files on average, a task takes long enough for its activity not to matter. */
const smallFile = 8 << 20;

/**
 * Puts a few units of one sort (chains of the same tasks for different axis values) into one activity, where there are many of them and they
 * are short. They depend on each other in no way: the tasks of a campaign form a graph by name, and a chain's tasks wait for nothing
 * but the chain and what its first task waits for. A failure among them keeps no other from running.
 */
export function bundleUnits(plan: Plan, units: readonly ShapeUnit[]): readonly ShapeUnit[] {
  if (averageSourceBytes(plan) > smallFile) return units;
  const sorts = new Map<string, ShapeUnit[]>();
  for (const unit of units) {
    const alone = unit.queue === 'gpu' || unit.kind === studyKind;
    const sort = alone ? unit.name : unit.tasks.map(({ index }) => plan.tasks[index]?.name).join(' ');
    const list = sorts.get(sort);
    if (list === undefined) sorts.set(sort, [unit]);
    else list.push(unit);
  }
  const bundleOf = new Map<string, string>();
  const bundles = new Map<string, ShapeUnit[]>();
  for (const list of sorts.values()) {
    const size = bundleSize(plan, list);
    for (let start = 0; start < list.length; start += size) {
      const members = list.slice(start, start + size);
      const name = members[0]?.name ?? '';
      bundles.set(name, members);
      for (const member of members) bundleOf.set(member.name, name);
    }
  }
  return units.flatMap((unit) => {
    const members = bundles.get(unit.name);
    if (members === undefined) return [];
    const after = members.flatMap((member) => member.after.map((name) => bundleOf.get(name) ?? name));
    return [{ ...unit, tasks: members.flatMap(({ tasks }) => tasks), after: [...new Set(after)] }];
  });
}

function bundleSize(plan: Plan, sort: readonly ShapeUnit[]): number {
  const brief = sort.every(({ tasks }) => tasks.every(({ index }) => plan.tasks[index]?.brief === true));
  if (brief) return Math.ceil(sort.length / briefBundles(sort.length));
  return sort.length < manyUnits ? 1 : Math.min(largestBundle, Math.floor(sort.length / leastBundles));
}

/** An even number of bundles, so that two slots end together; a few are left for workers with more slots. */
function briefBundles(units: number): number {
  const few = Math.min(leastBriefBundles, 2 * Math.round(units / leastBriefBundles));
  return Math.max(1, few, Math.ceil(units / largestBriefBundle));
}

function averageSourceBytes(plan: Plan): number {
  const sizes = plan.tasks.flatMap(({ inputs }) =>
    Object.values(inputs).flatMap((input) => (isSource(input) ? [input.bytes] : [])),
  );
  return sizes.length === 0 ? 0 : sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length;
}
