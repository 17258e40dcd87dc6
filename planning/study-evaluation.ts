import {
  InputError,
  type AnyTaskDefinition,
  type CampaignFile,
  type InputFile,
  type InputPlace,
  type PlannedTask,
  type StudyFile,
  type StudyParams,
} from '../schemas/index.ts';
import { parseAt, type YamlDocument } from './document.ts';
import { substitute, type References } from './substitute.ts';

/** How an input of a study's evaluation is called among the study's own. */
const evaluatePrefix = 'evaluate.';
const ofTrial = 'trial.';

/** The campaign with the inputs of evaluations among the inputs of their studies: to be linked, waited for and part of keys like all. */
export function withEvaluationInputs(file: CampaignFile): CampaignFile {
  const tasks = Object.entries(file.tasks).map(([name, task]) => {
    const given = Object.entries(task.study?.evaluate?.inputs ?? {}).filter(([, input]) => !isOfTrial(input));
    if (given.length === 0) return [name, task] as const;
    const added = given.map(([port, input]) => [evaluatePrefix + port, input] as const);
    return [name, { ...task, inputs: { ...task.inputs, ...Object.fromEntries(added) } }] as const;
  });
  return { ...file, tasks: Object.fromEntries(tasks) };
}

export const isOfTrial = (input: InputFile): input is string => typeof input === 'string' && input.startsWith(ofTrial);

/** The ports of an evaluation that are not the trial's own, as ports of its study. */
export function evaluationPorts(
  evaluate: AnyTaskDefinition | undefined,
  study: StudyFile,
): AnyTaskDefinition['inputs'] {
  const ports = Object.entries(evaluate?.inputs ?? {}).filter(([port]) => {
    const given = study.evaluate?.inputs[port];
    return given === undefined || !isOfTrial(given);
  });
  return Object.fromEntries(ports.map(([port, of]) => [evaluatePrefix + port, of]));
}

/** The `evaluate` of a study's parameters, checked. */
export function evaluationOf(
  {
    name,
    document,
    kinds,
  }: {
    readonly name: string;
    readonly document: YamlDocument;
    readonly kinds: Readonly<{ study: StudyFile; trial: AnyTaskDefinition; evaluate: AnyTaskDefinition | undefined }>;
  },
  references: References,
  place: (...path: string[]) => InputPlace,
): StudyParams['evaluate'] {
  const given = kinds.study.evaluate;
  const definition = kinds.evaluate;
  if (given === undefined || definition === undefined) return null;
  const path = ['tasks', name, 'study', 'evaluate', 'params'];
  const trial = Object.entries(given.inputs).filter((entry): entry is [string, string] => isOfTrial(entry[1]));
  for (const [port, reference] of trial) {
    const output = reference.slice(ofTrial.length);
    const [wanted, found] = [definition.inputs[port], kinds.trial.outputs[output]];
    const single = wanted?.type === 'many' ? wanted.of : wanted;
    if (single === undefined || found?.type !== single.type)
      throw new InputError('input-type', `${reference} does not fit input '${port}' of kind '${given.kind}'`, {
        place: place('study', 'evaluate', 'inputs', port),
        expected: `inputs ${Object.keys(definition.inputs).join(', ')}; trial outputs ${Object.keys(kinds.trial.outputs).join(', ')}`,
      });
  }
  return {
    kind: definition.kind,
    version: definition.version,
    params: parseAt(
      document,
      path,
      definition.params,
      substitute(given.params, references, () => document.place(path)),
    ),
    trial: Object.fromEntries(trial.map(([port, reference]) => [port, reference.slice(ofTrial.length)])),
    seeded: definition.seeded === true,
  };
}

/** The inputs of a study that its trials read, and those that its evaluation reads, by the port's own name. */
export function inputsOfTrial(study: PlannedTask): {
  readonly trial: PlannedTask['inputs'];
  readonly evaluate: PlannedTask['inputs'];
} {
  const entries = Object.entries(study.inputs);
  return {
    // A port's name has no dot: what has one is read by tasks that score.
    trial: Object.fromEntries(entries.filter(([port]) => !port.includes('.'))),
    evaluate: Object.fromEntries(
      entries
        .filter(([port]) => port.startsWith(evaluatePrefix))
        .map(([port, input]) => [port.slice(evaluatePrefix.length), input]),
    ),
  };
}
