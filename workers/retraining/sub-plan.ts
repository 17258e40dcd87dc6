import { isGather, isSource, isStored, type Plan, type PlannedInput, type PlannedTask } from '../../schemas/index.ts';

/**
 * A plan of some of a plan's tasks, with the same keys. What they read from must be among them, and what scores the trials of a study.
 * @returns the tasks and the new index of each old one
 */
export function subPlan(
  plan: Plan,
  keep: ReadonlySet<number>,
): { readonly tasks: readonly PlannedTask[]; readonly indexOf: ReadonlyMap<number, number> } {
  const indexOf = new Map([...keep].sort((a, b) => a - b).map((old, index) => [old, index]));
  const moved = (old: number): number => {
    const index = indexOf.get(old);
    if (index === undefined) throw new RangeError(`task ${old} is not part of the smaller plan`);
    return index;
  };
  const move = (input: PlannedInput): PlannedInput => {
    if (isSource(input) || isStored(input)) return input;
    if (isGather(input)) return { ...input, gather: input.gather.map((link) => ({ ...link, task: moved(link.task) })) };
    return { ...input, task: moved(input.task) };
  };
  const tasks = [...indexOf.keys()].map((old) => {
    const task = plan.tasks[old] as PlannedTask;
    const inputs = Object.entries(task.inputs).map(([port, input]) => [port, move(input)]);
    const { bestOf, study } = task;
    return {
      ...task,
      inputs: Object.fromEntries(inputs) as PlannedTask['inputs'],
      ...(bestOf === undefined ? {} : { bestOf: { ...bestOf, task: moved(bestOf.task) } }),
      ...(study?.chain === undefined ? {} : { study: { ...study, chain: study.chain.map(moved) } }),
    };
  });
  return { tasks, indexOf };
}

/**
 * The tasks that read one sample each (or one file of several samples) and need no other: what tells whether a sample is good. Their work is not lost, the campaign
 * finds it in the store. Undefined when the campaign has none.
 */
export function validationPlan(plan: Plan, sampleAxes: ReadonlySet<string>): Plan | undefined {
  const keep = new Set<number>();
  plan.tasks.forEach((task, index) => {
    const { axis } = task;
    // A search does not tell whether a sample is good.
    if (axis === undefined || !sampleAxes.has(axis.name) || task.study !== undefined || task.bestOf !== undefined)
      return;
    const alone = Object.values(task.inputs).every(
      (input) =>
        isSource(input) ||
        isStored(input) ||
        // One task's output: of the same sample, or picked from the file that it shares with others
        (!isGather(input) && keep.has(input.task)),
    );
    if (alone && Object.keys(task.inputs).length > 0) keep.add(index);
  });
  if (keep.size === 0) return undefined;
  const { campaign, title, dataFolder, plugins } = plan;
  const names = { campaign: `${campaign}-samples`, title: `${title}: samples` };
  return { ...names, dataFolder, plugins, tasks: subPlan(plan, keep).tasks };
}
