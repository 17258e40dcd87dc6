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
  type InputPlace,
  type PlannedTask,
  type StudyFile,
  type StudyParams,
  type WholeStudy,
} from '../schemas/index.ts';
import { bestTrial, studyResult } from '../schemas/results/index.ts';
import { compileSpace, createSearch, extremes, fillParams, sampleRandom } from '../science/learning/tuning/index.ts';
import { parseAt, type YamlDocument } from './document.ts';
import { near } from './near.ts';
import { evaluationOf, evaluationPorts } from './study-evaluation.ts';
import { objectiveOf, objectiveTask } from './study-objective.ts';
import { lagOf, pruningOf, resourceOf, samplerOf } from './study-resource.ts';
import { substitute, type References } from './substitute.ts';

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
  return {
    kinds: { study, trial, evaluate, all: kinds },
    definition: {
      kind: studyKind,
      version: studyVersion,
      queue: trial.queue,
      summary: trial.summary,
      params: z.unknown(),
      inputs: { ...trial.inputs, ...evaluationPorts(evaluate, study) },
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
