import {
  InputError,
  isGather,
  linksOf,
  studyKind,
  studyOutputs,
  type CampaignFile,
  type ChainTask,
  type InputPlace,
  type LinkInput,
  type PlannedInput,
  type PlannedTask,
  type StudyParams,
} from '../schemas/index.ts';
import type { YamlDocument } from './document.ts';
import type { TaskNode } from './inputs.ts';
import { partsOf, referenceOf } from './reference.ts';
import { goalOf, objectiveTask } from './study-objective.ts';

/** The names of the tasks that a task reads from. */
export function sourcesOf(file: CampaignFile, name: string): readonly string[] {
  const task = file.tasks[name];
  if (task === undefined) return [];
  const references = Object.values(task.inputs).flatMap(partsOf).map(referenceOf);
  const read = references.flatMap((reference) =>
    reference === undefined ? [] : [reference.slice(0, reference.indexOf('.'))],
  );
  return task.best_of === undefined ? read : [task.best_of, ...read];
}

/** Tasks that lead from a study to the task `last` that its objective is an output of, that one among them. Empty where none does. */
export function chainNames(file: CampaignFile, study: string, last: string): ReadonlySet<string> {
  const found = new Map<string, boolean>();
  const leads = (name: string): boolean => {
    const known = found.get(name);
    if (known !== undefined) return known;
    // A task that depends on itself is told elsewhere.
    found.set(name, false);
    const result = sourcesOf(file, name)
      .map((source) => source === study || leads(source))
      .some(Boolean);
    found.set(name, result);
    return result;
  };
  leads(last);
  return new Set([...found].flatMap(([name, reaches]) => (reaches ? [name] : [])));
}

/** What must be there before a study begins because the tasks that score its trials read it. */
export function chainSources(file: CampaignFile, study: string): readonly string[] {
  const block = file.tasks[study]?.study;
  const last = block === undefined ? undefined : objectiveTask(block, file.tasks);
  if (last === undefined || last === study) return [];
  const names = chainNames(file, study, last);
  return [...names].flatMap((name) => sourcesOf(file, name)).filter((source) => source !== study && !names.has(source));
}

interface Chaining {
  readonly file: CampaignFile;
  readonly document: YamlDocument;
  readonly nodes: ReadonlyMap<string, TaskNode>;
  readonly tasks: readonly PlannedTask[];
}

/**
 * Finds the tasks of the campaign that lead from a study to its objective: a trial is scored by running them with the trial in the study's place.
 * What else they read becomes an input of the study.
 * @throws InputError `study-chain` where they cannot be run so, at their place in the campaign file
 */
export function withChain(index: number, { file, document, nodes, tasks }: Chaining): PlannedTask {
  const study = tasks[index] as PlannedTask;
  const params = study.params as StudyParams;
  const last = params.objective.task;
  const block = file.tasks[study.name]?.study;
  if (last === undefined || block === undefined || study.study === undefined) return study;
  const at = (name: string, ...path: string[]): InputPlace => document.place(['tasks', name, ...path]);
  const goal = at(study.name, 'study', goalOf(block));
  const names = chainNames(file, study.name, last);
  if (!names.has(last))
    throw new InputError('study-chain', `'${last}' does not read from '${study.name}': it says nothing of its trials`, {
      place: goal,
      expected: `a task that reads an output of '${study.name}', directly or through others`,
      ...(last === study.name ? { mend: `leave '${study.name}.' out to name an output of the trial itself` } : {}),
    });
  const scored = scoredBy(last, study, nodes, goal);
  const chain = between(tasks, index, scored);
  const numbers = new Map([[index, 0], ...chain.map((one, position): [number, number] => [one, position + 1])]);
  const trial = nodes.get(study.name)?.study?.trial;
  const inputs: Record<string, PlannedInput> = { ...study.inputs };
  const links = chain.map((one): ChainTask => {
    const task = tasks[one] as PlannedTask;
    const name = task.axis?.name === study.axis?.name ? task.name : task.id;
    if (task.kind === studyKind || task.bestOf !== undefined)
      throw new InputError(
        'study-chain',
        `'${task.name}' ${task.kind === studyKind ? 'is a study itself' : 'takes the best parameters of a study'}: it cannot score trials of '${study.name}'`,
        { place: at(task.name, task.kind === studyKind ? 'study' : 'best_of') },
      );
    const takes: Record<string, ChainTask['takes'][string]> = {};
    for (const [port, input] of Object.entries(task.inputs)) {
      const place = (): InputPlace => at(task.name, 'inputs', port);
      const listed = isGather(input) ? input.gather : 'task' in input ? [input] : [];
      const inside = listed.flatMap((link, position) => {
        const from = numbers.get(link.task);
        if (from === undefined) {
          requireOutside(link, task, study, names, tasks, place);
          return [];
        }
        if (from === 0 && !Object.hasOwn(trial?.outputs ?? {}, link.output))
          throw ofStudy(link.output, task, study, place());
        const { output, attributes } = link;
        return [
          { at: isGather(input) ? position : null, from, output, ...(attributes === undefined ? {} : { attributes }) },
        ];
      });
      if (inside.length > 0) takes[port] = inside;
      if (inside.length > 0 && isGather(input) && input.optional === true)
        throw new InputError(
          'study-chain',
          `'${task.name}' would do without the trial of '${study.name}' that it scores`,
          {
            place: place(),
            mend: 'take `optional: true` away',
          },
        );
      const outside = isGather(input)
        ? { ...input, gather: input.gather.filter((link) => !numbers.has(link.task)) }
        : input;
      const empty = isGather(outside) ? outside.gather.length === 0 : inside.length > 0;
      if (!empty) inputs[`${name}.${port}`] = outside;
    }
    const { kind, version } = task;
    return {
      task: name,
      kind,
      version,
      params: task.params,
      ...(task.seed === undefined ? {} : { seeded: true }),
      takes,
    };
  });
  if (params.executions > 1 && trial?.seeded !== true && !links.some(({ seeded }) => seeded === true))
    throw new InputError(
      'study',
      `neither '${params.kind}' nor what scores it depends on a seed: all executions would be the same`,
      {
        place: at(study.name, 'study', 'executions_per_trial'),
        expected: 'executions_per_trial: 1',
      },
    );
  return { ...study, params: { ...params, chain: links }, inputs, study: { ...study.study, chain } };
}

/** The instance whose output is the objective. */
function scoredBy(last: string, study: PlannedTask, nodes: ReadonlyMap<string, TaskNode>, place: InputPlace): number {
  const node = nodes.get(last) as TaskNode;
  const each = (axis: string | undefined): string => (axis === undefined ? 'once' : `for each ${axis}`);
  if (node.axis?.name !== study.axis?.name)
    throw new InputError(
      'study-chain',
      `'${last}' runs ${each(node.axis?.name)}, '${study.name}' ${each(study.axis?.name)}: a trial needs a score of its own`,
      {
        place,
        mend:
          study.axis === undefined
            ? 'name a task without an axis that gathers its outputs'
            : `give '${last}' for: ${study.axis.name}, and let it read its own value's outputs`,
      },
    );
  const index = node.indexOf.get(study.axis?.value ?? '');
  if (index !== undefined) return index;
  throw new InputError(
    'study-chain',
    `'${last}' does not run for ${study.axis?.name ?? ''} ${study.axis?.value ?? ''}`,
    {
      place,
      mend: `correct the \`where\` of '${last}'`,
    },
  );
}

/** Instances on a way from `first` to `last`, without the first, in the plan's order. */
function between(tasks: readonly PlannedTask[], first: number, last: number): readonly number[] {
  const found = new Map<number, boolean>([[first, true]]);
  const leads = (index: number): boolean => {
    const known = found.get(index);
    if (known !== undefined) return known;
    // Every task stands after those that it reads from: what stands before the first does not lead from it.
    const result =
      index > first &&
      linksOf(tasks[index] as PlannedTask)
        .map((link) => leads(link.task))
        .some(Boolean);
    found.set(index, result);
    return result;
  };
  leads(last);
  return [...found].flatMap(([index, reaches]) => (reaches && index !== first ? [index] : [])).sort((a, b) => a - b);
}

/** A trial is one of its own study: what other values of the axis have come to is not known then. */
function requireOutside(
  link: LinkInput,
  task: PlannedTask,
  study: PlannedTask,
  names: ReadonlySet<string>,
  tasks: readonly PlannedTask[],
  place: () => InputPlace,
): void {
  const source = tasks[link.task] as PlannedTask;
  if (source.name !== study.name && !names.has(source.name)) return;
  throw new InputError(
    'study-chain',
    `'${task.name}' scores the trials of '${study.id}' and reads from ${source.id} too`,
    {
      place: place(),
      expected: `what comes from '${study.id}' alone, of the tasks after '${study.name}'`,
      mend: `give \`where\` a condition that takes the own value of ${study.axis?.name ?? 'the axis'}`,
    },
  );
}

const ofStudy = (output: string, task: PlannedTask, study: PlannedTask, place: InputPlace): InputError =>
  new InputError(
    'study-chain',
    studyOutputs.some((one) => one === output)
      ? `'${task.name}' reads '${output}' of '${study.name}', which is there when all trials have ended: it cannot score them`
      : `'${task.name}' reads the outputs of several trials (${output}): it cannot score one`,
    { place },
  );
