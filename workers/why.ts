import { canonicalJson, studyKind, type ActionEntry, type PlannedTask, type RunRecord } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { recordedInputs, type Resolver, type Standing } from './resolver.ts';
import { storedRuns } from './study/records.ts';

export interface TaskForecast {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** `run`: its key is known and nothing is stored under it. `follows`: a task it reads from will run first. */
  readonly state: 'cached' | 'run' | 'follows';
  readonly why: string;
}

/** For each task of a plan: what a run would do and, against the campaign's previous run, why. */
export async function explainPlan(
  store: Store,
  resolver: Resolver,
  previous: RunRecord | undefined,
): Promise<readonly TaskForecast[]> {
  const forecasts: TaskForecast[] = [];
  for (const [index, task] of resolver.plan.tasks.entries()) {
    const standing = await resolver.standing(index);
    const { id, name, kind } = task;
    const state = standing.state === 'cached' ? 'cached' : standing.state === 'waiting' ? 'follows' : 'run';
    forecasts.push({ id, name, kind, state, why: await reason(store, resolver, task, standing, previous) });
  }
  return forecasts;
}

async function reason(
  store: Store,
  resolver: Resolver,
  task: PlannedTask,
  standing: Standing,
  previous: RunRecord | undefined,
): Promise<string> {
  if (standing.state === 'cached') return 'its outputs are in the store';
  const trials = task.kind === studyKind && standing.state === 'ready' ? await trialsThere(store, resolver, task) : '';
  if (standing.state === 'no-source') return 'a source file cannot be read: it will fail';
  const before = previous?.tasks[task.id];
  const entry = before?.key === undefined ? undefined : await store.getAction(before.key);
  const whole = standing.state === 'ready' ? standing.task : task;
  const paramsKnown = standing.state === 'ready' || task.bestOf === undefined;
  const changes = entry === undefined ? [] : changesOfTask(whole, entry, paramsKnown);
  if (standing.state === 'waiting') {
    const upstream = [...new Set(standing.on.map((index) => resolver.plan.tasks[index]?.name ?? ''))];
    const reads = `reads ${upstream.join(', ')}, which will run`;
    if (previous !== undefined && before === undefined) return `new; ${reads}`;
    return [...changes, reads].join('; ');
  }
  if (before === undefined) return (previous === undefined ? 'never run' : 'new') + trials;
  if (before.state === 'failed') return `failed last time: ${before.error?.message ?? ''}${trials}`;
  if (before.state === 'blocked' || before.state === 'cancelled') return `did not get to run last time${trials}`;
  if (entry === undefined) return `its outputs are no longer in the store${trials}`;
  const all = [...changes, ...changedInputs(standing, entry)];
  return (all.length > 0 ? all.join('; ') : 'its outputs are incomplete in the store') + trials;
}

/** How much of a study is done, as far as can be told without running what is missing. */
async function trialsThere(store: Store, resolver: Resolver, task: PlannedTask): Promise<string> {
  const { whole, unscored } = await storedRuns({ store, resolver, index: resolver.plan.tasks.indexOf(task) });
  return (
    (whole === 0 ? '' : `; ${whole} of its runs are in the store`) +
    (unscored === 0 ? '' : `; ${unscored} ${whole === 0 ? 'of its runs' : 'more'} are there but for their score`)
  );
}

function changesOfTask(task: PlannedTask, entry: ActionEntry, paramsKnown: boolean): readonly string[] {
  return [
    ...(task.kind === entry.kind ? [] : [`kind ${entry.kind} -> ${task.kind}`]),
    ...(task.kind === entry.kind && task.version !== entry.version
      ? [`version of ${task.kind} ${entry.version} -> ${task.version}`]
      : []),
    ...(task.seed === entry.seed ? [] : [`seed ${entry.seed ?? 'none'} -> ${task.seed ?? 'none'}`]),
    // Where a study says what they are, they are not known yet.
    ...(paramsKnown ? differences('', entry.params, task.params).map((path) => `param ${path}`) : []),
  ];
}

function changedInputs(standing: Extract<Standing, { state: 'ready' }>, entry: ActionEntry): readonly string[] {
  const now = recordedInputs(standing.inputs);
  const describe = (input: (typeof now)[number]): string => ('file' in input.from ? input.from.file : input.from.task);
  const identity = (input: (typeof now)[number]): string =>
    canonicalJson({ port: input.port, parts: input.parts, attributes: input.attributes });
  const before = new Set(entry.inputs.map(identity));
  const after = new Set(now.map(identity));
  const named = new Set(entry.inputs.map((input) => `${input.port} ${describe(input)}`));
  const changed = now.filter((input) => !before.has(identity(input)));
  // A study's manifest names its trials, a task with a study's parameters that study: they are not inputs of the plan's.
  const gone = entry.inputs.filter(
    (input) =>
      input.port in standing.task.inputs &&
      !after.has(identity(input)) &&
      !now.some((other) => other.port === input.port && describe(other) === describe(input)),
  );
  const fresh = changed.filter((input) => !named.has(`${input.port} ${describe(input)}`));
  const altered = changed.filter((input) => named.has(`${input.port} ${describe(input)}`));
  return [
    ...list('input changed', altered.map(describe)),
    ...list('input added', fresh.map(describe)),
    ...list('input gone', gone.map(describe)),
  ];
}

const list = (label: string, names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [`${label}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`];

/** Paths at which two JSON values differ, with the values where they are short. */
function differences(path: string, before: unknown, after: unknown): readonly string[] {
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(path === '' ? name : `${path}.${name}`, before[name], after[name]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, index) => differences(`${path}[${index}]`, item, after[index]));
  if (before === undefined && after === undefined) return [];
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return [];
  return [`${path}: ${brief(before)} -> ${brief(after)}`];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const brief = (value: unknown): string => {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};
