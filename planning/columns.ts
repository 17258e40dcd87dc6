import {
  InputError,
  isGather,
  isSource,
  type AnyTaskDefinition,
  type InputPlace,
  type PlannedColumns,
  type PlannedTask,
} from '../schemas/index.ts';
import type { YamlDocument } from './document.ts';

type Tables = Readonly<Record<string, readonly string[]>>;

/**
 * Follows the columns of tables through the plan, so that a name that no table will have is told before anything runs. Kinds that do
 * not say what they make end the trail.
 * @throws InputError at the place in the campaign file where the column is named
 */
export function checkColumns(
  tasks: readonly PlannedTask[],
  kinds: ReadonlyMap<string, AnyTaskDefinition>,
  document: YamlDocument,
): void {
  const made: (Tables | undefined)[] = [];
  const numbers = new Map<readonly string[], number>();
  const numberOf = (list: readonly string[]): number => {
    const number = numbers.get(list) ?? numbers.size;
    numbers.set(list, number);
    return number;
  };
  // Tasks with the same parameters and the same inputs' columns are checked once: both are shared objects.
  const known = new Map<string, Map<unknown, { readonly inputs: string; readonly tables: Tables }[]>>();
  for (const task of tasks) {
    const definition = kinds.get(task.kind);
    if (definition?.columns === undefined) {
      made.push(undefined);
      continue;
    }
    const inputs = inputColumns(task, tasks, made);
    const shape = Object.entries(inputs)
      .map(([port, input]) => `${port} ${input === undefined ? '' : numberOf(input.columns)}`)
      .join();
    const ofTask = known.get(task.name) ?? new Map<unknown, { inputs: string; tables: Tables }[]>();
    known.set(task.name, ofTask);
    const ofParams = ofTask.get(task.params) ?? [];
    ofTask.set(task.params, ofParams);
    let found = ofParams.find((other) => other.inputs === shape);
    if (found === undefined) {
      found = { inputs: shape, tables: columnsOf(task, definition, inputs, document) };
      ofParams.push(found);
    }
    made.push(found.tables);
  }
}

function inputColumns(
  task: PlannedTask,
  tasks: readonly PlannedTask[],
  made: readonly (Tables | undefined)[],
): PlannedColumns {
  const inputs: PlannedColumns = {};
  for (const [port, input] of Object.entries(task.inputs)) {
    if (isSource(input)) continue;
    const link = isGather(input) ? input.gather[0] : 'task' in input ? input : undefined;
    const columns = link === undefined ? undefined : made[link.task]?.[link.output];
    if (link !== undefined && columns !== undefined) inputs[port] = { columns, origin: tasks[link.task]?.id ?? '' };
  }
  return inputs;
}

function columnsOf(
  task: PlannedTask,
  { columns }: AnyTaskDefinition,
  inputs: PlannedColumns,
  document: YamlDocument,
): Tables {
  try {
    return columns?.(task.params, inputs) ?? {};
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, `${task.name}: ${error.message}`, {
      place: placeOf(error.message, task, inputs, document),
    });
  }
}

/** Where the parameters first mention a name that the message quotes and no table has; the parameters themselves otherwise. */
function placeOf(message: string, task: PlannedTask, inputs: PlannedColumns, document: YamlDocument): InputPlace {
  const root = ['tasks', task.name, 'params'];
  const there = new Set(Object.values(inputs).flatMap((input) => input?.columns ?? []));
  const quoted = [...message.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '').filter((name) => !there.has(name));
  const given = valueAt(document.value, root);
  for (const name of quoted) {
    const path = mention(given, name);
    if (path !== undefined) return document.place([...root, ...path]);
  }
  return document.place(root);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

/** The path of the first text in which `name` is a word. */
function mention(value: unknown, name: string): PropertyKey[] | undefined {
  if (typeof value === 'string') return words(value).includes(name) ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const entries: [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((inner, index) => [index, inner])
    : Object.entries(value);
  for (const [key, inner] of entries) {
    const path = mention(inner, name);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

const words = (text: string): readonly string[] => text.match(/[A-Za-z_][A-Za-z0-9_.]*/g) ?? [];
