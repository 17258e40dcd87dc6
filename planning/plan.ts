import { dirname, resolve } from 'node:path';
import {
  campaignSchema,
  canonicalJson,
  InputError,
  isSource,
  parseDuration,
  studyKind,
  type AnyTaskDefinition,
  type CampaignFile,
  type Catalogue,
  type InputPlace,
  type Plan,
  type PlannedTask,
} from '../schemas/index.ts';
import { checkColumns } from './columns.ts';
import { expandAxes, isTrue, type Axis, type AxisValue } from './axes.ts';
import { parseAt, readYaml, type YamlDocument } from './document.ts';
import { checkInputs, linkInputs, type TaskNode } from './inputs.ts';
import { near } from './near.ts';
import { orderTasks } from './order.ts';
import { applyProfile } from './profile.ts';
import { withChain } from './study-chain.ts';
import { withEvaluationInputs } from './study-evaluation.ts';
import { checkBestOf, defineStudy, planStudy } from './study.ts';
import { substitute, type References } from './substitute.ts';

/** A campaign file, read and checked against its schema. */
export interface Campaign {
  readonly file: CampaignFile;
  readonly document: YamlDocument;
  /** The profile whose values it has, where it has profiles. */
  readonly profile?: string;
}

/**
 * Reads a campaign file's text; errors point at line and column. `path` is for messages and to resolve plugins.
 * @param profile which of its profiles (default: the first)
 */
export function readCampaign(text: string, path: string, profile?: string): Campaign {
  const document = readYaml(text, path);
  const profiled = applyProfile(document, profile);
  return {
    document,
    file: parseAt(document, [], campaignSchema, profiled.value),
    ...(profiled.profile === undefined ? {} : { profile: profiled.profile }),
  };
}

export interface PlanningInput {
  readonly campaign: Campaign;
  readonly catalogue: Catalogue | undefined;
  readonly dataFolder: string;
  readonly kinds: ReadonlyMap<string, AnyTaskDefinition>;
  readonly seed?: number;
}

/**
 * Expands a campaign into task instances, each after those it depends on. Pure: source files carry no hashes yet
 * (`attachSources`). Everything that can be wrong in the file is an `InputError` here, not at hour five.
 */
export function planCampaign({ campaign, catalogue, dataFolder, kinds, seed }: PlanningInput): Plan {
  const { document } = campaign;
  const file = withEvaluationInputs(campaign.file);
  const axes = expandAxes(file, catalogue, document);
  const nodes = new Map<string, TaskNode>();
  let count = 0;
  for (const name of orderTasks(file, document)) {
    const node = makeNode(name, file, document, axes, kinds);
    for (const value of node.values) node.indexOf.set(value?.id ?? '', count++);
    nodes.set(name, node);
  }
  const tasks: PlannedTask[] = [];
  for (const node of nodes.values()) {
    const linkingAt = (at: YamlDocument) => ({
      ...{ node, nodes, file },
      place: (...path: string[]): InputPlace => at.place(['tasks', node.name, ...path]),
    });
    checkInputs(linkingAt(document));
    const parse = paramsParser(node, file);
    for (const value of node.values) {
      const at = value === undefined || !ofSamples(node, file) ? document : ofSample(document, value.id);
      const references: References = {
        ...(catalogue === undefined ? {} : { catalogue }),
        ...(value === undefined || node.axis === undefined ? {} : { [node.axis.name]: value.full }),
      };
      tasks.push({
        id: value === undefined || node.axis === undefined ? node.name : `${node.name}[${node.axis.name}=${value.id}]`,
        name: node.name,
        kind: node.definition.kind,
        version: node.definition.version,
        queue: node.definition.queue,
        ...(node.definition.brief === true ? { brief: true } : {}),
        ...limitsOf(file, node.name),
        ...(node.study === undefined
          ? withBestOf(parse(references, at), { node, value, nodes, file, document: at, tasks })
          : planStudy({ name: node.name, file, document: at, kinds: node.study, seed: seed ?? file.seed }, references)),
        inputs: linkInputs(linkingAt(at), value, references),
        ...(node.definition.seeded === true ? { seed: seed ?? file.seed } : {}),
        ...(value === undefined || node.axis === undefined
          ? {}
          : { axis: { name: node.axis.name, value: value.id, attributes: value.attributes } }),
        ...(value !== undefined && node.axis?.group === true ? { group: `${node.axis.name}=${value.id}` } : {}),
      });
    }
  }
  for (const [index, task] of tasks.entries())
    if (task.kind === studyKind) tasks[index] = withChain(index, { file, document, nodes, tasks });
  checkColumns(tasks, kinds, document);
  return {
    campaign: file.campaign,
    title: file.title ?? file.campaign,
    ...(campaign.profile === undefined ? {} : { profile: campaign.profile }),
    dataFolder,
    plugins: file.plugins.map((plugin) => resolve(dirname(document.file), plugin)),
    tasks,
    ...(file.notify === undefined ? {} : { notify: { folder: resolve(dirname(document.file)), targets: file.notify } }),
    ...(file.retraining === undefined ? {} : { retraining: file.retraining }),
    ...reportOf(file, document, nodes),
  };
}

function makeNode(
  name: string,
  file: CampaignFile,
  document: YamlDocument,
  axes: ReadonlyMap<string, Axis>,
  kinds: ReadonlyMap<string, AnyTaskDefinition>,
): TaskNode {
  const task = file.tasks[name] as CampaignFile['tasks'][string];
  const definition = kinds.get(task.kind);
  if (definition === undefined)
    throw new InputError('unknown-kind', `there is no task kind '${task.kind}'${near(task.kind, [...kinds.keys()])}`, {
      place: document.place(['tasks', name, 'kind']),
      expected: `one of ${[...kinds.keys()].sort().join(', ')}`,
      mend: 'correct it, or name the file that defines it under `plugins:`',
    });
  const axis = task.for === undefined ? undefined : axes.get(task.for);
  if (task.for !== undefined && axis === undefined)
    throw new InputError('axis', `there is no axis '${task.for}'${near(task.for, [...axes.keys()])}`, {
      place: document.place(['tasks', name, 'for']),
      expected: `one of ${[...axes.keys()].join(', ')}`,
    });
  const { where } = task;
  const values: readonly (AxisValue | undefined)[] =
    axis === undefined
      ? [undefined]
      : where === undefined
        ? axis.values
        : axis.values.filter(({ attributes }) =>
            isTrue(where, attributes, () => document.place(['tasks', name, 'where'])),
          );
  if (task.study === undefined) return { name, definition, axis, values, indexOf: new Map() };
  const study = defineStudy(task.study, definition, kinds, file.tasks, (...path) =>
    document.place(['tasks', name, ...path]),
  );
  return { name, definition: study.definition, study: study.kinds, axis, values, indexOf: new Map() };
}

/** A task's parameters, with the link to the study whose best ones they are to replace. */
function withBestOf(
  params: unknown,
  {
    node,
    value,
    nodes,
    file,
    document,
    tasks,
  }: {
    readonly node: TaskNode;
    readonly value: AxisValue | undefined;
    readonly nodes: ReadonlyMap<string, TaskNode>;
    readonly file: CampaignFile;
    readonly document: YamlDocument;
    readonly tasks: readonly PlannedTask[];
  },
): Pick<PlannedTask, 'params' | 'bestOf'> {
  const name = file.tasks[node.name]?.best_of;
  if (name === undefined) return { params };
  const source = nodes.get(name);
  const index = source?.indexOf.get(source.axis === undefined ? '' : (value?.id ?? ''));
  const study = index === undefined ? undefined : tasks[index];
  if (source?.study === undefined || index === undefined || study === undefined)
    throw new InputError('best-of', `'${name}' is no study here${near(name, [...nodes.keys()])}`, {
      place: document.place(['tasks', node.name, 'best_of']),
      expected: 'a task with a `study:`, without an axis or with the same one',
    });
  checkBestOf(study, node.definition, params, { name: node.name, document });
  return { params, bestOf: { task: index, output: 'best' } };
}

const ofSamples = ({ axis }: TaskNode, { axes }: CampaignFile): boolean =>
  axis !== undefined && 'from' in (axes[axis.name] ?? {});

/** Messages about one sample name it: of many samples, the one that is wrong can be told (and left out). */
function ofSample(document: YamlDocument, sample: string): YamlDocument {
  return { ...document, place: (path) => ({ ...document.place(path), sample }) };
}

/** Parses a task's parameters for each axis value; equal parameters are parsed once and shared. */
function paramsParser(node: TaskNode, file: CampaignFile): (references: References, document: YamlDocument) => unknown {
  const given = file.tasks[node.name]?.params ?? {};
  const path = ['tasks', node.name, 'params'];
  const parsed = new Map<string, unknown>();
  const constant = !JSON.stringify(given).includes('${');
  return (references, document) => {
    const filled = constant ? given : substitute(given, references, () => document.place(path));
    // The rest comes from a study: only then are they whole, and parsed.
    if (file.tasks[node.name]?.best_of !== undefined) return filled;
    const text = constant ? '' : canonicalJson(filled);
    if (!parsed.has(text)) parsed.set(text, parseAt(document, path, node.definition.params, filled));
    return parsed.get(text);
  };
}

/** Time limits of a task in seconds. They are not part of its key. */
function limitsOf(file: CampaignFile, name: string): Pick<PlannedTask, 'limits'> {
  const { timeout, stall_timeout: stall } = file.tasks[name] ?? {};
  if (timeout === undefined && stall === undefined) return {};
  const seconds = (text: string): number => parseDuration(text) ?? Infinity;
  return {
    limits: {
      ...(timeout === undefined ? {} : { timeout: seconds(timeout) }),
      ...(stall === undefined ? {} : { stall: seconds(stall) }),
    },
  };
}

function reportOf(
  file: CampaignFile,
  document: YamlDocument,
  nodes: ReadonlyMap<string, TaskNode>,
): Pick<Plan, 'report'> {
  if (file.report === undefined) return {};
  const [task = '', output = ''] = file.report.split('.');
  const node = nodes.get(task);
  const index = node?.indexOf.get('');
  if (node === undefined || index === undefined || !(output in node.definition.outputs))
    throw new InputError('report', `'${file.report}' is no output of a task without an axis`, {
      place: document.place(['report']),
    });
  return { report: { task: index, output } };
}

/** The source files of a plan, relative to its data folder. */
export function sourceFiles(plan: Plan): readonly string[] {
  return [
    ...new Set(
      plan.tasks.flatMap(({ inputs }) =>
        Object.values(inputs)
          .filter(isSource)
          .map(({ file }) => file),
      ),
    ),
  ];
}

/** The plan with the content of its source files. */
export function attachSources(
  plan: Plan,
  contents: ReadonlyMap<string, { readonly sha256: string; readonly bytes: number }>,
): Plan {
  const attach = (task: PlannedTask): PlannedTask => {
    if (!Object.values(task.inputs).some(isSource)) return task;
    const inputs = Object.entries(task.inputs).map(([port, input]) => [
      port,
      isSource(input) ? { ...input, ...contents.get(input.file) } : input,
    ]);
    return { ...task, inputs: Object.fromEntries(inputs) as PlannedTask['inputs'] };
  };
  return { ...plan, tasks: plan.tasks.map(attach) };
}
