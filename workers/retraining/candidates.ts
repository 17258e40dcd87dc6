import {
  InputError,
  isGather,
  isSource,
  isStored,
  type ActionEntry,
  type AnyTaskDefinition,
  type LinkInput,
  type ModelVersion,
  type Plan,
  type PlannedTask,
} from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import type { Resolver } from '../resolver.ts';
import { splitSignature } from './fingerprint.ts';

/** A task of a plan that scores test events with a model, and where that model comes from. */
export interface Scoring {
  /** The axis value, `all` for a campaign with a single model. */
  readonly category: string;
  readonly index: number;
  readonly task: PlannedTask;
  /** Its output with the scores. */
  readonly output: string;
  /** Its input that takes the model. */
  readonly port: string;
  readonly model: LinkInput;
}

type Kinds = ReadonlyMap<string, AnyTaskDefinition>;

/**
 * The tasks that score test events; none where a campaign trains nothing.
 * @throws InputError `retraining` when the plan has several sorts and does not say which, or names one that there is not
 */
export function scoringsOf(plan: Plan, kinds: Kinds): readonly Scoring[] {
  const wanted = plan.retraining?.scores;
  const found = new Map<string, Scoring[]>();
  plan.tasks.forEach((task, index) => {
    for (const output of scoreOutputs(task, kinds)) {
      const model = modelInput(plan, task, kinds);
      const name = `${task.name}.${output}`;
      if (model === undefined || (wanted !== undefined && wanted !== name)) continue;
      const scoring = { category: task.axis?.value ?? 'all', index, task, output, ...model };
      found.set(name, [...(found.get(name) ?? []), scoring]);
    }
  });
  const [only, another] = found.values();
  if (another === undefined && (only !== undefined || wanted === undefined)) return only ?? [];
  throw new InputError(
    'retraining',
    only === undefined
      ? `'${wanted ?? ''}' does not score events with a trained model`
      : `several tasks of '${plan.campaign}' score events with a trained model: ${[...found.keys()].join(', ')}`,
    {
      expected: 'a task with a table as output that takes a model file from another task',
      mend: 'name it in the campaign file: `retraining: { scores: task.output }`',
    },
  );
}

const scoreOutputs = ({ kind }: PlannedTask, kinds: Kinds): readonly string[] =>
  Object.entries(kinds.get(kind)?.outputs ?? {}).flatMap(([name, port]) => (port.type === 'table' ? [name] : []));

function modelInput(
  plan: Plan,
  task: PlannedTask,
  kinds: Kinds,
): { readonly port: string; readonly model: LinkInput } | undefined {
  const models = Object.entries(task.inputs).flatMap(([port, input]) => {
    if (isSource(input) || isGather(input) || isStored(input)) return [];
    const maker = kinds.get(plan.tasks[input.task]?.kind ?? '');
    return maker?.outputs[input.output]?.type === 'file' ? [{ port, model: input }] : [];
  });
  return models.length === 1 ? models[0] : undefined;
}

/** The model that a run trained for a category, as a version to register; undefined when it was not trained. */
export async function candidateOf(
  store: Store,
  resolver: Resolver,
  { task, model }: Scoring,
  run: string,
): Promise<Omit<ModelVersion, 'version'> | undefined> {
  const standing = await resolver.standing(model.task);
  if (standing.state !== 'cached') return undefined;
  const { entry } = standing;
  const [part] = entry.outputs[model.output]?.parts ?? [];
  if (part === undefined) return undefined;
  return {
    registered: new Date().toISOString(),
    run,
    task: entry.task,
    key: entry.key,
    output: model.output,
    model: { sha256: part.sha256, bytes: part.bytes },
    events: await rowsRead(store, entry),
    split: splitSignature(resolver.plan),
    scoring: { kind: task.kind, params: task.params, ...(task.seed === undefined ? {} : { seed: task.seed }) },
  };
}

/** Rows of all tables that a task has read. */
async function rowsRead(store: Store, { inputs }: ActionEntry): Promise<number> {
  const rows = await Promise.all(
    inputs.map(async ({ from }) =>
      'key' in from ? ((await store.getAction(from.key))?.outputs[from.output]?.rows ?? 0) : 0,
    ),
  );
  return rows.reduce((sum, one) => sum + one, 0);
}
