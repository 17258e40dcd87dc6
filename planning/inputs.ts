import {
  InputError,
  type AnyTaskDefinition,
  type Attributes,
  type CampaignFile,
  type GatherInput,
  isGather,
  type InputPlace,
  type InputPort,
  type LinkInput,
  type PlannedInput,
  type SingleInputFile,
  rankedOutput,
  studyOutputs,
} from '../schemas/index.ts';
import type { Axis, AxisValue } from './axes.ts';
import { matching } from './matching.ts';
import { near } from './near.ts';
import { partsOf, referenceOf } from './reference.ts';
import type { StudyKinds } from './study.ts';
import { substitute, type References } from './substitute.ts';

/** A task of the campaign file with what it is made of. */
export interface TaskNode {
  readonly name: string;
  readonly definition: AnyTaskDefinition;
  /** Of a task that is a study: its `definition` has the ports of its trials. */
  readonly study?: StudyKinds;
  readonly axis: Axis | undefined;
  /** The axis values it runs for; one `undefined` for a task without an axis. */
  readonly values: readonly (AxisValue | undefined)[];
  /** Index in the plan of the instance for an axis value's id ('' without an axis). */
  readonly indexOf: Map<string, number>;
}

interface Linking {
  readonly node: TaskNode;
  readonly nodes: ReadonlyMap<string, TaskNode>;
  readonly file: CampaignFile;
  readonly place: (...path: string[]) => InputPlace;
}

/** Checks a task's inputs against the ports of its kind and of the tasks they come from. */
export function checkInputs({ node, nodes, file, place }: Linking): void {
  const { definition, name } = node;
  const given = file.tasks[name]?.inputs ?? {};
  for (const [port, wanted] of Object.entries(definition.inputs))
    if (!(port in given) && !isOptional(wanted))
      throw new InputError('missing-input', `task '${name}' has no input '${port}'`, {
        place: place('inputs'),
        expected: `inputs ${Object.keys(definition.inputs).join(', ')} (kind '${definition.kind}')`,
      });
  for (const [port, input] of Object.entries(given)) {
    const wanted = definition.inputs[port];
    if (wanted === undefined)
      throw new InputError('unknown-input', `kind '${definition.kind}' has no input '${port}'`, {
        place: place('inputs', port),
        expected: `one of ${Object.keys(definition.inputs).join(', ')}`,
      });
    if (Array.isArray(input)) checkList(port, input, wanted, { node, nodes, file, place });
    else checkInput(port, input, wanted, { node, nodes, file, place });
  }
}

const isOptional = (port: InputPort): boolean => port.type === 'many' && port.optional === true;

/** A list of inputs: each gathers, or is one artifact. */
function checkList(port: string, list: readonly SingleInputFile[], wanted: InputPort, linking: Linking): void {
  if (wanted.type !== 'many')
    throw new InputError('input-type', `input '${port}' takes one artifact`, {
      place: linking.place('inputs', port),
      expected: 'task.output, or { pick: task.output, where: ... }',
    });
  for (const input of list) checkInput(port, input, typeof input === 'string' ? wanted.of : wanted, linking);
}

function checkInput(port: string, input: SingleInputFile, wanted: InputPort, { node, nodes, place }: Linking): void {
  const at = place('inputs', port);
  const single = wanted.type === 'many' ? wanted.of : wanted;
  if (typeof input === 'object' && 'file' in input) {
    if (single.type !== 'file')
      throw new InputError('input-type', `input '${port}' takes a ${single.type}, not a file`, { place: at });
    return;
  }
  const gathered = typeof input === 'object' && 'gather' in input;
  if (gathered !== (wanted.type === 'many'))
    throw new InputError(
      'input-type',
      `input '${port}' takes ${wanted.type === 'many' ? 'many artifacts' : 'one artifact'}`,
      {
        place: at,
        expected:
          wanted.type === 'many' ? '{ gather: task.output, ... }' : 'task.output, or { pick: task.output, where: ... }',
      },
    );
  const { task, output } = splitReference(referenceOf(input) ?? '');
  const source = nodes.get(task);
  if (source === undefined)
    throw new InputError('unknown-task', `there is no task '${task}'${near(task, [...nodes.keys()])}`, {
      place: at,
    });
  const { outputs } = source.definition;
  const found = outputs[output];
  if (found === undefined)
    throw new InputError(
      'unknown-output',
      `task '${task}' (kind '${source.definition.kind}') has no output '${output}'`,
      {
        place: at,
        expected: `one of ${Object.keys(outputs).join(', ')}`,
      },
    );
  if (found.type !== single.type)
    throw new InputError('input-type', `input '${port}' takes a ${single.type}; ${task}.${output} is a ${found.type}`, {
      place: at,
    });
  if (typeof input === 'object' && 'gather' in input) {
    const { best, rank } = input;
    if (best !== undefined && rank !== undefined)
      throw new InputError('study', "either `best`, so many of a study's trials, or `rank`, one of them", {
        place: at,
      });
    if (best !== undefined) checkBest(best, source, output, at);
    if (rank !== undefined) checkBest(typeof rank === 'number' ? rank : 1, source, output, at);
  }
  if (typeof input === 'string' && source.axis !== undefined && source.axis.name !== node.axis?.name)
    throw new InputError(
      'axis',
      `'${task}' runs for each ${source.axis.name}, '${node.name}' ${node.axis === undefined ? 'once' : `for each ${node.axis.name}`}`,
      {
        place: at,
        mend: `gather it: { gather: ${task}.${output}, where: ... }, or take one: { pick: ${task}.${output}, where: ... }`,
      },
    );
}

function checkBest(best: number, { name, study }: TaskNode, output: string, at: InputPlace): void {
  if (study === undefined)
    throw new InputError('study', `'${name}' is not a study: it has no best trials`, { place: at });
  if (studyOutputs.some((own) => own === output))
    throw new InputError('study', `'${output}' is of the study, not of its trials`, { place: at });
  if (best > study.study.keep)
    throw new InputError('study', `'${name}' passes on its best ${study.study.keep}, not ${best}`, {
      place: at,
      mend: `write keep: ${best} in its study`,
    });
}

/** The inputs of one instance. Every instance must have its index already. */
export function linkInputs(
  linking: Linking,
  value: AxisValue | undefined,
  references: References,
): Readonly<Record<string, PlannedInput>> {
  const { node, file } = linking;
  const given = Object.entries(file.tasks[node.name]?.inputs ?? {});
  const linked = given.map(([port, input]): [string, PlannedInput] => [
    port,
    Array.isArray(input)
      ? listed(partsOf(input).map((part) => linkInput(port, part, value, references, linking)))
      : linkInput(port, input, value, references, linking),
  ]);
  const absent = Object.entries(node.definition.inputs)
    .filter(([port, wanted]) => isOptional(wanted) && !given.some(([name]) => name === port))
    .map(([port]): [string, PlannedInput] => [port, { gather: [] }]);
  return Object.fromEntries([...linked, ...absent]);
}

/** One gather of all; optional where one of them is. */
function listed(parts: readonly PlannedInput[]): GatherInput {
  const gather = parts.flatMap((part) => (isGather(part) ? part.gather : [part as LinkInput]));
  const optional = parts.some((part) => isGather(part) && part.optional === true);
  return { gather, ...(optional ? { optional: true as const } : {}) };
}

function linkInput(
  port: string,
  input: SingleInputFile,
  value: AxisValue | undefined,
  references: References,
  { node, nodes, place }: Linking,
): PlannedInput {
  const at = (): InputPlace => place('inputs', port);
  if (typeof input === 'object' && 'file' in input)
    return { file: String(substitute(input.file, references, at)), sha256: null, bytes: 0 };
  const { task, output } = splitReference(referenceOf(input) ?? '');
  const source = nodes.get(task) as TaskNode;
  if (typeof input === 'object')
    return 'gather' in input
      ? gather(input, source, output, value, references, node, at)
      : pick(input, source, output, value, node, at);
  const index = source.indexOf.get(source.axis === undefined ? '' : (value?.id ?? ''));
  if (index === undefined)
    throw new InputError('axis', `'${task}' does not run for ${source.axis?.name ?? ''} ${value?.id ?? ''}`, {
      place: at(),
    });
  return { task: index, output };
}

function gather(
  input: Extract<SingleInputFile, { gather: string }>,
  source: TaskNode,
  output: string,
  value: AxisValue | undefined,
  references: References,
  node: TaskNode,
  at: () => InputPlace,
): GatherInput {
  const links: LinkInput[] = [];
  const ranks = ranksOf(input, source, output, references, at);
  // The best of the study beside it, unless a condition says which studies.
  const own = ranks !== undefined && input.where === undefined && source.axis?.name === node.axis?.name;
  for (const { id, index, attributes } of matching(input.where, source, value, node, at)) {
    if (own && id !== (value?.id ?? '')) continue;
    const carried = (input.with ?? []).map((wanted) => {
      const name = wanted.replace(/\?$/, '');
      return [name, carriedAttribute(name, attributes, source, wanted !== name, at)] as const;
    });
    if (ranks === undefined)
      links.push({ task: index, output, ...(carried.length > 0 ? { attributes: Object.fromEntries(carried) } : {}) });
    for (const rank of ranks ?? [])
      links.push({
        task: index,
        output: rankedOutput(output, rank),
        attributes: { ...Object.fromEntries(carried), rank },
      });
  }
  return { gather: links, ...(input.optional === true ? { optional: true as const } : {}) };
}

/** Which of a study's best trials are asked for; undefined where the source is no study, or the study is meant. */
function ranksOf(
  { best, rank }: Extract<SingleInputFile, { gather: string }>,
  source: TaskNode,
  output: string,
  references: References,
  at: () => InputPlace,
): readonly number[] | undefined {
  if (rank === undefined) return best === undefined ? undefined : Array.from({ length: best }, (_, index) => index + 1);
  const one = substitute(rank, references, at);
  if (typeof one !== 'number' || !Number.isInteger(one) || one < 1)
    throw new InputError('study', `the rank is ${JSON.stringify(one)}`, { place: at(), expected: '1, 2, 3, ...' });
  checkBest(one, source, output, at());
  return [one];
}

/** The one output that the condition holds for. @throws InputError `pick` where there is none, or more than one */
function pick(
  input: Extract<SingleInputFile, { pick: string }>,
  source: TaskNode,
  output: string,
  value: AxisValue | undefined,
  node: TaskNode,
  at: () => InputPlace,
): LinkInput {
  const found = matching(input.where, source, value, node, at);
  const [one, another] = found;
  if (one !== undefined && another === undefined) return { task: one.index, output };
  const names = found.slice(0, 4).map(({ id }) => id);
  throw new InputError(
    'pick',
    `'${input.where}' holds for ${found.length === 0 ? 'no' : String(found.length)} ${source.axis?.name ?? source.name}` +
      (found.length === 0 ? '' : ` (${names.join(', ')}${found.length > 4 ? ', ...' : ''})`) +
      (value === undefined ? '' : ` where ${node.axis?.name ?? ''} is ${value.id}`),
    {
      place: at(),
      expected: 'exactly one',
      mend: 'correct the condition, or gather several: { gather: ..., where: ... }',
    },
  );
}

function carriedAttribute(
  name: string,
  attributes: Attributes,
  source: TaskNode,
  optional: boolean,
  at: () => InputPlace,
): Attributes[string] {
  const found = attributes[name];
  if (found !== undefined) return found;
  if (optional || source.values.some((value) => value?.attributes[name] !== undefined)) return null;
  throw new InputError('reference', `${source.axis?.name ?? source.name} has no attribute '${name}'`, {
    place: at(),
    expected: `one of ${Object.keys(attributes).join(', ')}`,
    mend: `write ${name}? if it may be absent`,
  });
}

function splitReference(text: string): { readonly task: string; readonly output: string } {
  const dot = text.indexOf('.');
  return { task: text.slice(0, dot), output: text.slice(dot + 1) };
}
