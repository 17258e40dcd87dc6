import { z } from 'zod';
import {
  InputError,
  type AnyTaskDefinition,
  type CampaignFile,
  type InputPlace,
  type Objective,
  type StudyFile,
  type WholeStudy,
} from '../schemas/index.ts';
import { followSchema, type JsonSchema } from './schema-path.ts';
import { near } from './near.ts';
import { checkCondition } from './study-condition.ts';

type Tasks = CampaignFile['tasks'];
type Place = (...path: string[]) => InputPlace;

export const goalOf = ({ minimise }: Pick<StudyFile, 'minimise'>): Objective['goal'] =>
  minimise === undefined ? 'maximise' : 'minimise';

const metricOf = ({ minimise, maximise }: Pick<StudyFile, 'minimise' | 'maximise'>): readonly string[] =>
  (minimise ?? maximise ?? '').split('.');

/**
 * The task whose output is the objective, where the metric may name one: `quality.metrics.value` does, `history.epochs.loss` does unless the
 * trial has an output `history`.
 * @param own outputs of the trial and its evaluation
 */
export function objectiveTask(
  study: Pick<StudyFile, 'minimise' | 'maximise'>,
  tasks: Tasks,
  own: readonly string[] = [],
): string | undefined {
  const [first = ''] = metricOf(study);
  return Object.hasOwn(tasks, first) && !own.includes(first) ? first : undefined;
}

/** What a study's metric leads to, checked against the outputs that there are. @throws InputError `study-objective` at the metric's place */
export function objectiveOf(
  study: WholeStudy,
  own: AnyTaskDefinition['outputs'],
  tasks: Tasks,
  kinds: ReadonlyMap<string, AnyTaskDefinition>,
  place: Place,
): Objective {
  const goal = goalOf(study);
  const task = objectiveTask(study, tasks, Object.keys(own));
  const [output = '', ...path] = task === undefined ? metricOf(study) : metricOf(study).slice(1);
  const outputs = task === undefined ? own : (kinds.get(tasks[task]?.kind ?? '')?.outputs ?? {});
  const numeric = Object.keys(outputs).filter((name) => ['json', 'records'].includes(outputs[name]?.type ?? ''));
  const found = outputs[output];
  const names = task === undefined ? [...numeric, ...Object.keys(tasks)] : numeric;
  if (found?.type !== 'json' && found?.type !== 'records')
    throw new InputError(
      'study-objective',
      found === undefined
        ? `${task === undefined ? 'a trial' : `'${task}'`} has no output '${output}'${near(output, names)}`
        : `output '${output}' is a ${found.type}`,
      {
        place: place('study', goal),
        expected:
          `a number in one of ${numeric.map((name) => (task === undefined ? name : `${task}.${name}`)).join(', ')}` +
          (task === undefined ? ', or task.output.path of a task that reads from this one' : ''),
      },
    );
  const schema: JsonSchema =
    found.type === 'records' ? { type: 'array', items: schemaOf(found.row) } : schemaOf(found.schema);
  const reached = followSchema(schema, path);
  if (!reached.leads) {
    const missing = path[reached.depth];
    const where = [...(task === undefined ? [] : [task]), output, ...path.slice(0, reached.depth)].join('.');
    throw new InputError(
      'study-objective',
      missing === undefined
        ? `${where} is ${reached.found}, no number`
        : `${where} has no '${missing}'${near(missing, reached.names)}`,
      {
        place: place('study', goal),
        expected: reached.names.length === 0 ? 'a path to a number' : `one of ${reached.names.join(', ')}`,
      },
    );
  }
  checkCondition(study.where, reached.members, place('study', 'where'));
  return {
    ...(task === undefined ? {} : { task }),
    output,
    path,
    goal,
    take: study.take,
    ...(study.where === undefined ? {} : { where: study.where }),
    ...(study.label === undefined ? {} : { label: study.label }),
  };
}

/** As JSON Schema; of what that cannot say, nothing: then everything goes. */
function schemaOf(schema: z.ZodType): JsonSchema {
  try {
    return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }) as JsonSchema;
  } catch {
    return {};
  }
}
