import { z } from 'zod';
import {
  InputError,
  isSearchMethod,
  json,
  SEARCH_METHODS,
  studyKind,
  studyOutputs,
  studyVersion,
  type AnyTaskDefinition,
  type CampaignFile,
  type InputFile,
  type InputPlace,
  type PlannedTask,
  type StudyFile,
  type StudyParams,
  type WholeStudy,
} from '../schemas/index.ts';
import { bestTrial, studyResult } from '../schemas/results/index.ts';
import {
  compileSpace,
  createSearch,
  extremes,
  fillParams,
  getAt,
  sampleRandom,
  setAt,
} from '../science/learning/tuning/index.ts';
import { parseAt, type YamlDocument } from './document.ts';
import { near } from './near.ts';
import { objectiveOf, objectiveTask } from './study-objective.ts';
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

const isOfTrial = (input: InputFile): input is string => typeof input === 'string' && input.startsWith(ofTrial);

/** What a task instance of the study is made of. */
export interface StudyKinds {
  readonly study: StudyFile;
  readonly trial: AnyTaskDefinition;
  readonly evaluate: AnyTaskDefinition | undefined;
  /** All that there are. */
  readonly all: ReadonlyMap<string, AnyTaskDefinition>;
}

/** Looks up the kinds of a study and gives it the ports of a task: those of its trials, and what it adds to them. */
export function defineStudy(
  study: StudyFile,
  trial: AnyTaskDefinition,
  kinds: ReadonlyMap<string, AnyTaskDefinition>,
  tasks: CampaignFile['tasks'],
  place: (...path: string[]) => InputPlace,
): { readonly definition: AnyTaskDefinition; readonly kinds: StudyKinds } {
  const evaluate = study.evaluate === undefined ? undefined : kinds.get(study.evaluate.kind);
  if (study.evaluate !== undefined && evaluate === undefined)
    throw new InputError(
      'unknown-kind',
      `there is no task kind '${study.evaluate.kind}'${near(study.evaluate.kind, [...kinds.keys()])}`,
      { place: place('study', 'evaluate', 'kind') },
    );
  const outputs = { ...trial.outputs, ...evaluate?.outputs };
  const isChain = objectiveTask(study, tasks, Object.keys(outputs)) !== undefined;
  if (isChain && evaluate !== undefined)
    throw new InputError('study', 'the objective is an output of another task: nothing is left for `evaluate`', {
      place: place('study', 'evaluate'),
      mend: 'write either: tasks that lead to the objective, or an evaluation of its own',
    });
  // Of tasks that lead to the objective, that is known when they are planned.
  if (!isChain && trial.seeded !== true && evaluate?.seeded !== true && study.executions_per_trial > 1)
    throw new InputError('study', `kind '${trial.kind}' does not depend on a seed: all executions would be the same`, {
      place: place('study', 'executions_per_trial'),
      expected: 'executions_per_trial: 1',
    });
  const clash = [...Object.keys(trial.outputs), ...Object.keys(evaluate?.outputs ?? {}), ...studyOutputs].find(
    (name, index, all) => all.indexOf(name) !== index,
  );
  if (clash !== undefined)
    throw new InputError('study', `a study of '${trial.kind}' would have two outputs '${clash}'`, {
      place: place('study'),
    });
  const evaluatePorts = Object.entries(evaluate?.inputs ?? {}).filter(([port]) => {
    const given = study.evaluate?.inputs[port];
    return given === undefined || !isOfTrial(given);
  });
  const inputs = Object.fromEntries(evaluatePorts.map(([port, of]) => [evaluatePrefix + port, of]));
  return {
    kinds: { study, trial, evaluate, all: kinds },
    definition: {
      kind: studyKind,
      version: studyVersion,
      queue: trial.queue,
      summary: trial.summary,
      params: z.unknown(),
      inputs: { ...trial.inputs, ...inputs },
      outputs: { ...outputs, study: json(studyResult), best: json(bestTrial) },
      seeded: true,
      run: () => Promise.reject(new Error('a study is run by its workflow')),
    },
  };
}

interface Planning {
  readonly name: string;
  readonly file: CampaignFile;
  readonly document: YamlDocument;
  readonly kinds: StudyKinds;
  readonly seed: number;
}

/**
 * The `params` of a study's planned task, checked: its parameters are tried with the ends and the middle of every dimension, so that what a
 * kind would refuse is told now.
 */
export function planStudy(planning: Planning, references: References): Pick<PlannedTask, 'params' | 'study'> {
  const { name, file, document, kinds, seed } = planning;
  const { trial, evaluate } = kinds;
  const path = ['tasks', name];
  const place = (...rest: string[]): InputPlace => document.place([...path, ...rest]);
  const study = wholeStudy(kinds.study, references, place);
  if ('trial' in references)
    throw new InputError('study', 'an axis is called `trial`: ${trial.name} would mean two things', {
      place: place('for'),
      mend: 'give the axis another name',
    });
  const names = Object.keys(study.space);
  const conditional = (hyperparameter: string): boolean =>
    typeof study.space[hyperparameter] === 'object' && 'when' in (study.space[hyperparameter] ?? {});
  const own = Object.fromEntries(names.map((one) => [one, `\${trial.${one}${conditional(one) ? '?' : ''}}`]));
  const template = substitute(file.tasks[name]?.params ?? {}, { ...references, trial: own }, () => place('params'));
  const searched = substitute(study.space, { ...references, trial: own }, () =>
    place('study', 'space'),
  ) as typeof study.space;
  const space = at(place('study', 'space'), () => compileSpace(searched));
  const unused = names.find((one) => !JSON.stringify([template, searched]).includes(own[one] ?? ''));
  if (unused !== undefined)
    throw new InputError('study-space', `the hyperparameter '${unused}' is not used`, {
      place: place('study', 'space', unused),
      mend: `write \${trial.${unused}} where it belongs in params, or in the space`,
    });
  const samples = extremes(space, (index) => sampleRandom(space, seed, index)).map((one) =>
    at(place('params'), () => fillParams(template, space.fill(one))),
  );
  for (const sample of samples) parseAt(document, [...path, 'params'], trial.params, sample);
  // Searches that are compared have one block: the resource is for those that make use of it.
  const resource = resourceOf(study, kinds.study.method !== study.method, trial, samples[0], place);
  const params: StudyParams = {
    kind: trial.kind,
    version: trial.version,
    params: template,
    space: searched,
    method: study.method,
    sampler: samplerOf(study, place),
    trials: study.trials ?? null,
    lag: lagOf(study),
    startup_trials: study.startup_trials,
    executions: study.executions_per_trial,
    objective: objectiveOf(study, { ...trial.outputs, ...evaluate?.outputs }, file.tasks, kinds.all, place),
    resource,
    pruning: pruningOf(study, resource, place),
    evaluate: evaluationOf(planning, references, place),
    keep: study.keep,
    failures: study.failures,
    seed: study.seed ?? seed,
  };
  const search = at(place('study'), () => createSearch(params));
  if (search.total < study.keep)
    throw new InputError('study', `keeps ${study.keep} of ${search.total} trials`, { place: place('study', 'keep') });
  return {
    params,
    study: {
      queue: trial.queue,
      ...(evaluate === undefined ? {} : { evaluateQueue: evaluate.queue }),
      parallel: study.parallel,
    },
  };
}

/** A study for one axis value: its method and number of trials may be attributes of it, and its condition may name them. */
function wholeStudy(study: StudyFile, references: References, place: (...path: string[]) => InputPlace): WholeStudy {
  const method = substitute(study.method, references, () => place('study', 'method'));
  const trials = substitute(study.trials, references, () => place('study', 'trials'));
  if (!isSearchMethod(method))
    throw new InputError('study', `there is no search method '${String(method)}'`, {
      place: place('study', 'method'),
      expected: `one of ${SEARCH_METHODS.join(', ')}`,
    });
  if (trials !== undefined && !(Number.isInteger(trials) && Number(trials) > 0))
    throw new InputError('study', `trials is ${JSON.stringify(trials)}`, {
      place: place('study', 'trials'),
      expected: 'a whole number above 0',
    });
  const where = substitute(study.where, references, () => place('study', 'where')) as string | number | undefined;
  return {
    ...study,
    method,
    trials: trials === undefined ? undefined : Number(trials),
    where: where === undefined ? undefined : String(where),
  };
}

/** Gives an `InputError` from inside a place in the document. */
function at<T>(place: InputPlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError) || error.detail.place !== undefined) throw error;
    const { expected, mend } = error.detail;
    const [message = ''] = error.message.split(/\.? (?:Expected|To mend it): /);
    throw new InputError(error.code, message, {
      place,
      ...(expected === undefined ? {} : { expected }),
      ...(mend === undefined ? {} : { mend }),
    });
  }
}

function samplerOf({ method, sampler }: WholeStudy, place: (...path: string[]) => InputPlace): StudyParams['sampler'] {
  if (method === 'hyperband' || method === 'successive-halving') return sampler ?? 'random';
  if (sampler !== undefined && sampler !== method)
    throw new InputError('study', `method '${method}' samples by itself`, {
      place: place('study', 'sampler'),
      expected: 'a sampler for hyperband or successive-halving only',
    });
  return method;
}

/** Proposals that depend on no result need not say without which results they are made: then `parallel` changes nothing but speed. */
function lagOf({ method, parallel, pruning }: WholeStudy): number | null {
  const learns = method === 'tpe' || method === 'gaussian-process' || pruning !== undefined;
  return learns ? parallel : null;
}

function resourceOf(
  { resource, method, pruning }: WholeStudy,
  isOneOfSeveral: boolean,
  trial: AnyTaskDefinition,
  sample: unknown,
  place: (...path: string[]) => InputPlace,
): StudyParams['resource'] {
  const needed = method === 'hyperband' || method === 'successive-halving' || pruning !== undefined;
  if (resource === undefined || !needed) {
    if (needed || (resource !== undefined && !isOneOfSeveral))
      throw new InputError('study-resource', needed ? 'there is no resource' : 'nothing makes use of the resource', {
        place: place('study', 'resource'),
        expected: needed
          ? 'resource: { param: epochs, least: 1, most: 27 }'
          : 'hyperband, successive-halving or pruning',
      });
    return null;
  }
  const param = resource.param.split('.');
  const most = resource.most ?? getAt(trial.params.parse(sample), param);
  if (typeof most !== 'number' || !Number.isInteger(most) || most < resource.least)
    throw new InputError('study-resource', `the most of '${resource.param}' is ${String(most)}`, {
      place: place('study', 'resource'),
      expected: `a whole number from ${resource.least} up`,
    });
  for (const amount of [resource.least, most])
    if (!trial.params.safeParse(setAt(sample, param, amount)).success)
      throw new InputError('study-resource', `kind '${trial.kind}' does not take ${resource.param}: ${amount}`, {
        place: place('study', 'resource'),
      });
  return { param, least: resource.least, most, factor: resource.factor };
}

function pruningOf(
  { pruning, method }: WholeStudy,
  resource: StudyParams['resource'],
  place: (...path: string[]) => InputPlace,
): StudyParams['pruning'] {
  if (pruning === undefined) return null;
  if (method === 'hyperband' || method === 'successive-halving')
    throw new InputError('study', `${method} gives up trials by itself`, { place: place('study', 'pruning') });
  const amounts = [...new Set(pruning.at)].sort((a, b) => a - b);
  const outside = amounts.find((amount) => amount >= (resource?.most ?? Infinity));
  if (outside !== undefined)
    throw new InputError('study', `pruning at ${outside} is never reached: trials end at ${resource?.most ?? ''}`, {
      place: place('study', 'pruning', 'at'),
    });
  return { at: amounts, startup_trials: pruning.startup_trials };
}

function evaluationOf(
  { name, document, kinds }: Planning,
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

/** Checks that parameters given beside `best_of` fit the best trial's, whichever that will be. */
export function checkBestOf(
  study: PlannedTask,
  definition: AnyTaskDefinition,
  given: unknown,
  { name, document }: Pick<Planning, 'name' | 'document'>,
): void {
  const params = study.params as StudyParams;
  if (params.kind !== definition.kind)
    throw new InputError('best-of', `'${study.name}' tries tasks of kind '${params.kind}', not '${definition.kind}'`, {
      place: document.place(['tasks', name, 'best_of']),
    });
  const space = compileSpace(params.space);
  for (const one of extremes(space, (index) => sampleRandom(space, params.seed, index)))
    parseAt(document, ['tasks', name, 'params'], definition.params, {
      ...(fillParams(params.params, space.fill(one)) as object),
      ...(given as object),
    });
}
