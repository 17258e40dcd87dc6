import type { ParameterLayout } from '../../parameters.ts';
import type { Execution } from '../execution.ts';
import type { DropoutSpec } from '../layers/index.ts';
import { loopOver } from '../loop.ts';
import { operations, type Operations } from '../operations/index.ts';
import type { Optimiser } from '../optimisers/index.ts';
import { createGraph, type Graph, type Value } from '../scope.ts';
import {
  designTraining,
  eventNames,
  eventVariables,
  stateVariables,
  type Design,
  type TrainingDesign,
} from './design.ts';
import type { StepFeed } from './feed.ts';
import type { Shards } from './shards.ts';
import { trainingStep } from './step.ts';
import { validationChunk } from './validation.ts';

/**
 * The graph of a training. Its data, parameters and optimiser state live in variables; `steps` runs any number of steps
 * in one call. Numbers of events are left open, so that one graph serves every data set with the same features.
 */
export interface TrainingProgram {
  readonly graph: Graph;
  readonly parameters: ParameterLayout;
  readonly averages: ParameterLayout;
  readonly optimiser: Optimiser;
  readonly dropouts: readonly DropoutSpec[];
  readonly shards: Shards;
  /** Calls that set variables: features, labels and weights; or parameters, averages and the optimiser's slots. */
  readonly assign: Readonly<Record<'training' | 'validation' | 'state', Assignment>>;
  readonly steps: StepsCall;
  readonly validate: ValidateCall;
  /** Contents of the state's variables, in the order of `assign.state`. */
  readonly state: readonly Value[];
}

export interface Assignment {
  readonly feeds: readonly Value[];
  readonly done: Value;
}

/** Runs `count` steps. */
export interface StepsCall extends Omit<StepFeed, 'step'> {
  readonly count: Value;
  /** `[count]`: sum over each batch of weight x loss. */
  readonly losses: Value;
}

export interface ValidateCall {
  /** int32 `[]`: events of a chunk, number of the first chunk, how many chunks. */
  readonly size: Value;
  readonly first: Value;
  readonly count: Value;
  /** `[count]`: sum over each chunk of weight x loss. */
  readonly losses: Value;
}

export function trainingProgram(given: TrainingDesign, execution: Execution): TrainingProgram {
  const design = designTraining(given, execution);
  const { parameters, averages, optimiser, stack } = design;
  const graph = createGraph();
  const o = operations(graph);
  const variables = (names: readonly string[]) => names.map((name) => o.variable('float32', undefined, name));
  const training = variables(eventNames);
  const validation = variables(eventNames.map((name) => `validation/${name}`));
  const slots = Array.from({ length: optimiser.slots }, (_, slot) => `slot_${slot}`);
  const state = variables(['parameters', 'averages', ...slots]);
  return {
    graph,
    parameters,
    averages,
    optimiser,
    dropouts: stack.dropouts,
    shards: design.shards,
    assign: {
      training: assignment(o, 'assign_training', training),
      validation: assignment(o, 'assign_validation', validation),
      state: assignment(o, 'assign_state', state),
    },
    steps: addSteps(o, design, training, state),
    validate: addValidation(o, design, validation, state, execution),
    state: state.map((variable) => o.read(variable)),
  };
}

function assignment(o: Operations, name: string, variables: readonly Value[]): Assignment {
  const feeds = variables.map(() => o.placeholder('float32', undefined));
  const inputs = [...variables, ...feeds];
  const types = inputs.map(({ type }) => type);
  o.define(name, types, (scope, values) => {
    const inner = operations(scope);
    for (let index = 0; index < variables.length; index++)
      inner.assign(values[index] as Value, inner.copy(values[variables.length + index] as Value));
    return [inner.integer(1)];
  });
  return { feeds, done: o.call(name, inputs, ['int32'], true)[0] as Value };
}

function addSteps(o: Operations, design: Design, events: readonly Value[], state: readonly Value[]): StepsCall {
  const count = o.placeholder('int32', []);
  const [order, shards, pieces, steps] = [0, 1, 2, 3].map(() => o.placeholder('int32', [-1])) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const schedule = o.placeholder('float32', [-1, 1 + design.optimiser.coefficientCount]);
  const dropped = design.stack.dropouts.map(() => ({
    positions: o.placeholder('int32', [-1]),
    begins: o.placeholder('int32', [-1]),
  }));
  const feeds = { order, shards, pieces, steps, schedule, dropped };
  const losses = loopOver(o, 'steps', count, { events, state, feeds }, design, (inner, step, values) =>
    trainingStep(inner, design, eventVariables(values.events), stateVariables(values.state), { step, ...values.feeds }),
  );
  return { count, ...feeds, losses };
}

function addValidation(
  o: Operations,
  design: Design,
  events: readonly Value[],
  state: readonly Value[],
  { sequential, threads }: Execution,
): ValidateCall {
  const [size, first, count] = [o.placeholder('int32', []), o.placeholder('int32', []), o.placeholder('int32', [])];
  const losses = loopOver(
    o,
    'validate',
    count,
    { events, state, size, first },
    { sequential, lanes: threads },
    (inner, index, values) =>
      validationChunk(inner, design, eventVariables(values.events), stateVariables(values.state), {
        number: inner.add(values.first, index),
        size: values.size,
      }),
  );
  return { size, first, count, losses };
}
