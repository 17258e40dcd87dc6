import type { OptimiserSpec } from '../../network.ts';
import { layOut, type ParameterLayout } from '../../parameters.ts';
import type { Execution } from '../../graph/execution.ts';
import { loopOver } from '../../graph/loop.ts';
import { operations, type Operations } from '../../graph/operations/index.ts';
import { createOptimiser, type Optimiser } from '../../graph/optimisers/index.ts';
import { createGraph, type Graph, type Value } from '../../graph/scope.ts';
import { createTape, mathematics, type Mathematics, type Tracked } from '../differentiation/index.ts';
import type { GenerativeModel, GenerativeSizes } from '../models/model.ts';
import { parametersIn } from './parameters.ts';

/**
 * The graph of a generative model: its state lives in variables, `steps` runs any number of training steps in one call, `validate`
 * gives the loss of chunks of events, `generate` makes events and `encode` their latent numbers. Events and conditions stand side by
 * side in one matrix, `[events, features + conditions]`.
 */
export interface GenerativeProgram {
  readonly graph: Graph;
  readonly model: GenerativeModel;
  readonly sizes: GenerativeSizes;
  readonly layout: ParameterLayout;
  readonly optimiser: Optimiser;
  readonly assign: Readonly<Record<'training' | 'validation' | 'state', Assignment>>;
  readonly steps: StepsCall;
  readonly validate: ValidateCall;
  readonly generate: GenerateCall;
  readonly encode: EncodeCall | undefined;
  /** Parameters, then the optimiser's slots. */
  readonly state: readonly Value[];
}

export interface Assignment {
  readonly feeds: readonly Value[];
  readonly done: Value;
}

export interface StepsCall {
  readonly count: Value;
  /** int32 `[]`, events of a full batch. */
  readonly batch: Value;
  /** int32 `[events of all steps]` */
  readonly order: Value;
  /** float32 `[steps, coefficients]` of the optimiser. */
  readonly schedule: Value;
  /** float32 `[events of all steps, training noise]`; absent where the model takes none. */
  readonly noise: Value | undefined;
  /** `[count]`: mean loss of each batch. */
  readonly losses: Value;
}

export interface ValidateCall {
  /** int32 `[]`: events of a chunk, number of the first chunk, how many chunks. */
  readonly size: Value;
  readonly first: Value;
  readonly count: Value;
  /** `[validation events, training noise]` */
  readonly noise: Value | undefined;
  /** `[count]`: sum of the losses of each chunk. */
  readonly losses: Value;
}

export interface GenerateCall {
  /** `[events, latent]` */
  readonly latent: Value;
  /** `[events, conditions]` */
  readonly conditions: Value | undefined;
  readonly events: Value;
}

export interface EncodeCall {
  /** `[events, features + conditions]` */
  readonly events: Value;
  readonly mean: Value;
  readonly deviation: Value;
}

interface Design {
  readonly model: GenerativeModel;
  readonly sizes: GenerativeSizes;
  readonly layout: ParameterLayout;
  readonly optimiser: Optimiser;
  /** Gradients longer than this are shortened to it. */
  readonly longestGradient: number;
}

export function generativeProgram(
  model: GenerativeModel,
  sizes: GenerativeSizes,
  optimiserSpec: OptimiserSpec,
  longestGradient: number,
  execution: Execution,
): GenerativeProgram {
  const layout = layOut(model.parameters);
  const optimiser = createOptimiser(optimiserSpec);
  const design = { model, sizes, layout, optimiser, longestGradient };
  const graph = createGraph();
  const o = operations(graph);
  const training = o.variable('float32', undefined, 'training');
  const validation = o.variable('float32', undefined, 'validation');
  const slots = Array.from({ length: optimiser.slots }, (_, slot) => `slot_${slot}`);
  const state = ['parameters', ...slots].map((name) => o.variable('float32', undefined, name));
  const [parameters] = state as [Value];
  return {
    graph,
    model,
    sizes,
    layout,
    optimiser,
    assign: {
      training: assignment(o, 'assign_training', [training]),
      validation: assignment(o, 'assign_validation', [validation]),
      state: assignment(o, 'assign_state', state),
    },
    steps: addSteps(o, design, training, state, execution.sequential),
    validate: addValidation(o, design, validation, parameters, execution),
    generate: addGeneration(o, design, parameters),
    encode: addEncoding(o, design, parameters),
    state: state.map((variable) => o.read(variable)),
  };
}

function assignment(o: Operations, name: string, variables: readonly Value[]): Assignment {
  const feeds = variables.map(() => o.placeholder('float32', undefined));
  const inputs = [...variables, ...feeds];
  o.define(
    name,
    inputs.map(({ type }) => type),
    (scope, values) => {
      const inner = operations(scope);
      for (let index = 0; index < variables.length; index++)
        inner.assign(values[index] as Value, inner.copy(values[variables.length + index] as Value));
      return [inner.integer(1)];
    },
  );
  return { feeds, done: o.call(name, inputs, ['int32'], true)[0] as Value };
}

/** Events and conditions out of one matrix. */
function separate(m: Mathematics, { features, conditions }: GenerativeSizes, rows: Value) {
  const { o } = m.tape;
  const cut = (from: number, width: number): Tracked =>
    m.tape.constant(o.slice(rows, o.integers(0, from), o.integers(-1, width)), -1, width);
  return { events: cut(0, features), conditions: conditions === 0 ? undefined : cut(features, conditions) };
}

/** Rows `begin` ... `begin + count - 1` of a matrix. */
const rowsOf = (o: Operations, matrix: Value, begin: Value, count: Value): Value => {
  const width = o.gather(o.shape(matrix), o.integer(1));
  return o.slice(matrix, o.pack([begin, o.integer(0)]), o.pack([count, width]));
};

function noiseOf(m: Mathematics, { model }: Design, noise: Value | undefined, begin: Value, count: Value) {
  return noise === undefined
    ? undefined
    : m.tape.constant(rowsOf(m.tape.o, noise, begin, count), -1, model.trainingNoise);
}

const optional = (o: Operations, width: number): Value | undefined =>
  width === 0 ? undefined : o.placeholder('float32', [-1, width]);

function addSteps(
  o: Operations,
  design: Design,
  events: Value,
  state: readonly Value[],
  sequential: boolean,
): StepsCall {
  const count = o.placeholder('int32', []);
  const batch = o.placeholder('int32', []);
  const order = o.placeholder('int32', [-1]);
  const schedule = o.placeholder('float32', [-1, design.optimiser.coefficientCount]);
  const noise = optional(o, design.model.trainingNoise);
  const inputs = { events, state, batch, order, schedule, noise: noise === undefined ? [] : [noise] };
  const losses = loopOver(o, 'steps', count, inputs, { sequential }, (inner, step, values) =>
    trainingStep(inner, design, step, values),
  );
  return { count, batch, order, schedule, noise, losses };
}

interface StepInputs {
  readonly events: Value;
  readonly state: readonly Value[];
  readonly batch: Value;
  readonly order: Value;
  readonly schedule: Value;
  readonly noise: readonly Value[];
}

function trainingStep(o: Operations, design: Design, step: Value, inputs: StepInputs): Value {
  const { model, sizes, layout, optimiser } = design;
  const begin = o.multiply(step, inputs.batch);
  const count = o.minimum(inputs.batch, o.subtract(o.size(inputs.order), begin));
  const rows = o.gather(o.read(inputs.events), o.slice(inputs.order, o.reshape(begin, [1]), o.reshape(count, [1])));
  const [parameters, ...slots] = inputs.state as [Value, ...Value[]];

  const m = mathematics(createTape(o));
  const { parameter, all } = parametersIn(m.tape, layout, o.read(parameters), true);
  const noise = noiseOf(m, design, inputs.noise[0], begin, count);
  const loss = model.loss(m, parameter, { ...separate(m, sizes, rows), noise });
  const gradients = m.tape.gradients(loss, all);
  const gradient = o.concatenate(
    gradients.map((piece, index) => o.reshape(piece ?? o.multiply((all[index] as Tracked).value, o.float(0)), [-1])),
  );
  const length = o.squareRoot(o.sum(o.square(gradient), 0));
  const shortened = o.multiply(
    gradient,
    o.divide(o.float(design.longestGradient), o.maximum(length, o.float(design.longestGradient))),
  );
  const coefficients = o.unpack(o.gather(inputs.schedule, step), optimiser.coefficientCount);
  optimiser.update(o, { parameters, slots }, shortened, coefficients, layout);
  return o.reshape(loss.value, [1]);
}

function addValidation(
  o: Operations,
  design: Design,
  events: Value,
  parameters: Value,
  { sequential, threads }: Execution,
): ValidateCall {
  const { model, sizes, layout } = design;
  const [size, first, count] = [o.placeholder('int32', []), o.placeholder('int32', []), o.placeholder('int32', [])];
  const noise = optional(o, model.trainingNoise);
  const inputs = { events, parameters, size, first, noise: noise === undefined ? [] : [noise] };
  const losses = loopOver(o, 'validate', count, inputs, { sequential, lanes: threads }, (inner, index, values) => {
    const all = inner.read(values.events);
    const begin = inner.multiply(inner.add(values.first, index), values.size);
    const rows = inner.gather(inner.shape(all), inner.integer(0));
    const chunk = inner.minimum(values.size, inner.subtract(rows, begin));
    const m = mathematics(createTape(inner));
    const { parameter } = parametersIn(m.tape, layout, inner.read(values.parameters), false);
    const loss = model.loss(m, parameter, {
      ...separate(m, sizes, rowsOf(inner, all, begin, chunk)),
      noise: noiseOf(m, design, values.noise[0], begin, chunk),
    });
    return inner.reshape(inner.multiply(loss.value, inner.cast(chunk, 'float32')), [1]);
  });
  return { size, first, count, noise, losses };
}

function addGeneration(o: Operations, { model, sizes, layout }: Design, parameters: Value): GenerateCall {
  const latent = o.placeholder('float32', [-1, model.latent]);
  const conditions = optional(o, sizes.conditions);
  const m = mathematics(createTape(o));
  const { parameter } = parametersIn(m.tape, layout, o.read(parameters), false);
  const given = conditions === undefined ? undefined : m.tape.constant(conditions, -1, sizes.conditions);
  const events = model.generate(m, parameter, m.tape.constant(latent, -1, model.latent), given);
  return { latent, conditions, events: events.value };
}

function addEncoding(o: Operations, { model, sizes, layout }: Design, parameters: Value): EncodeCall | undefined {
  if (model.encode === undefined) return undefined;
  const rows = o.placeholder('float32', [-1, sizes.features + sizes.conditions]);
  const m = mathematics(createTape(o));
  const { parameter } = parametersIn(m.tape, layout, o.read(parameters), false);
  const { events, conditions } = separate(m, sizes, rows);
  const { mean, deviation } = model.encode(m, parameter, events, conditions);
  return { events: rows, mean: mean.value, deviation: deviation.value };
}
