import type { Architecture, OptimiserSpec } from '../network.ts';
import { layOut, type ParameterLayout } from '../parameters.ts';
import type { DataType } from './attributes.ts';
import { stackLayers, type Activations, type Backward, type DropoutSpec, type Stack } from './layers/index.ts';
import { loopOver } from './loop.ts';
import type { Loss } from './losses.ts';
import { operations, type Operations } from './operations.ts';
import { createOptimiser, type Optimiser } from './optimisers.ts';
import { createGraph, type Graph, type Value } from './scope.ts';
import { namedTensors } from './tensors.ts';

/**
 * The graph of a training. Its data, parameters and optimiser state live in variables; `steps` runs any number of steps
 * in one call. Shapes of data are left open, so that one graph serves every data set of the same number of features.
 */
export interface TrainingProgram {
  readonly graph: Graph;
  readonly parameters: ParameterLayout;
  readonly averages: ParameterLayout;
  readonly optimiser: Optimiser;
  readonly dropouts: readonly DropoutSpec[];
  /** Placeholders and result of the call that sets variables. */
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

/** Runs steps 0 ... count - 1 of what is fed. */
export interface StepsCall {
  readonly count: Value;
  /** int32 `[]`, events of a full batch. */
  readonly batch: Value;
  /** int32 `[events]`, rows of the training data; step k takes `batch` of them from k * batch on (the last step what is left). */
  readonly order: Value;
  /** float32 `[count, 1 + coefficients]`: rate of the moving averages, then the optimiser's coefficients. */
  readonly schedule: Value;
  /** For each dropout: int32 `[n]` positions that are dropped in the flattened `[events, units]` of a step, one step after
   * the other, and int32 `[count + 1]` where each step's begin. */
  readonly dropped: readonly { readonly positions: Value; readonly begins: Value }[];
  /** float32 `[count]`: sum over each batch of weight x loss. */
  readonly losses: Value;
}

export interface ValidateCall {
  /** int32 `[]` each. */
  readonly chunk: Value;
  readonly count: Value;
  /** float32 `[count]`: sum over each chunk of weight x loss. */
  readonly losses: Value;
}

const dataNames = ['features', 'labels', 'weights'] as const;

export function trainingProgram(
  architecture: Architecture,
  optimiserSpec: OptimiserSpec,
  loss: Loss,
  sequential: boolean,
): TrainingProgram {
  const stack = stackLayers(architecture);
  const parameters = layOut(stack.layers.flatMap((layer) => layer.parameters));
  const averages = layOut(stack.layers.flatMap((layer) => layer.averages));
  const optimiser = createOptimiser(optimiserSpec);
  const graph = createGraph();
  const o = operations(graph);
  const variables = (names: readonly string[]) => names.map((name) => o.variable('float32', undefined, name));
  const training = variables(dataNames);
  const validation = variables(dataNames.map((name) => `validation/${name}`));
  const slotNames = Array.from({ length: optimiser.slots }, (_, slot) => `slot_${slot}`);
  const state = variables(['parameters', 'averages', ...slotNames]);

  const design: Design = { stack, parameters, averages, optimiser, loss };
  return {
    graph,
    parameters,
    averages,
    optimiser,
    dropouts: stack.dropouts,
    assign: {
      training: assignment(o, 'assign_training', training),
      validation: assignment(o, 'assign_validation', validation),
      state: assignment(o, 'assign_state', state),
    },
    steps: addSteps(o, design, [...training, ...state], sequential),
    validate: addValidation(o, design, [...validation, ...state.slice(0, 2)], sequential),
    state: state.map((variable) => o.read(variable)),
  };
}

interface Design {
  readonly stack: Stack;
  readonly parameters: ParameterLayout;
  readonly averages: ParameterLayout;
  readonly optimiser: Optimiser;
  readonly loss: Loss;
}

function assignment(o: Operations, name: string, variables: readonly Value[]): Assignment {
  const feeds = variables.map(() => o.placeholder('float32', undefined));
  const types: DataType[] = [...variables, ...feeds].map(({ type }) => type);
  o.define(name, types, (scope, inputs) => {
    const inner = operations(scope);
    variables.forEach((_, index) => {
      inner.assign(inputs[index] as Value, inner.copy(inputs[variables.length + index] as Value));
    });
    return [inner.integer(1)];
  });
  return { feeds, done: o.call(name, [...variables, ...feeds], ['int32'], true)[0] as Value };
}

function addSteps(o: Operations, design: Design, variables: readonly Value[], sequential: boolean): StepsCall {
  const count = o.placeholder('int32', []);
  const batch = o.placeholder('int32', []);
  const order = o.placeholder('int32', [-1]);
  const schedule = o.placeholder('float32', [-1, 1 + design.optimiser.coefficientCount]);
  const dropped = design.stack.dropouts.map(() => ({
    positions: o.placeholder('int32', [-1]),
    begins: o.placeholder('int32', [-1]),
  }));
  const inputs = [count, batch, order, schedule, ...dropped.flatMap(({ positions, begins }) => [positions, begins])];
  const losses = loopOver(o, 'steps', count, [...variables, ...inputs], sequential, (inner, step, values) => {
    const held = values.slice(0, variables.length);
    const [, size, rows, rates, ...drops] = values.slice(variables.length) as [Value, Value, Value, Value, ...Value[]];
    return trainingStep(inner, design, held, { step, batch: size, order: rows, schedule: rates, drops });
  });
  return { count, batch, order, schedule, dropped, losses };
}

function trainingStep(
  o: Operations,
  { stack, parameters, averages, optimiser, loss }: Design,
  [features, labels, weights, parameterVector, averageVector, ...slots]: readonly Value[],
  feed: { step: Value; batch: Value; order: Value; schedule: Value; drops: readonly Value[] },
): Value {
  if (!features || !labels || !weights || !parameterVector || !averageVector)
    throw new TypeError('variables are missing');
  const one = o.integers(1);
  const begin = o.multiply(feed.step, feed.batch);
  const events = o.minimum(feed.batch, o.subtract(o.size(feed.order), begin));
  const rows = o.slice(feed.order, o.reshape(begin, [1]), o.reshape(events, [1]));
  const [averageRate, ...coefficients] = o.unpack(o.gather(feed.schedule, feed.step), 1 + optimiser.coefficientCount);
  const inverseEvents = o.divide(o.float(1), o.cast(events, 'float32'));
  const x = o.gather(o.read(features), rows);
  const y = o.gather(o.read(labels), rows);
  const w = o.gather(o.read(weights), rows);

  const gradients = new Map<string, Value>();
  const observed = new Map<string, Value>();
  const pass = {
    ...namedTensors(o, parameters, o.read(parameterVector), averages, () => o.read(averageVector)),
    inverseEvents,
    mask(dropout: number) {
      const { units } = stack.dropouts[dropout] ?? { units: 0 };
      const [positions, begins] = feed.drops.slice(2 * dropout, 2 * dropout + 2) as [Value, Value];
      const bounds = o.unpack(o.slice(begins, o.reshape(feed.step, [1]), o.integers(2)), 2);
      const [from, to] = bounds as [Value, Value];
      const length = o.reshape(o.subtract(to, from), [1]);
      const dropped = o.slice(positions, o.reshape(from, [1]), length);
      const size = o.multiply(events, o.integer(units));
      const mask = o.marked(dropped, o.reshape(size, [1]), o.float(1), o.float(0));
      return o.reshape(mask, o.pack([events, o.integer(units)]));
    },
    gradient: (name: string, value: Value) => void gradients.set(name, value),
    observe: (name: string, value: Value) => void observed.set(name, value),
  };

  let activations: Activations = { value: x, scale: 1 };
  const ways: Backward[] = [];
  for (const layer of stack.layers) {
    const { output, backward } = layer.train(pass, activations);
    activations = output;
    ways.push(backward);
  }
  const logits = o.reshape(activations.value, [-1]);
  const slope = o.multiply(o.multiply(loss.gradient(o, logits, y), w), inverseEvents);
  let gradient: Value | undefined = o.reshape(slope, [-1, 1]);
  for (const [index, backward] of [...ways.entries()].reverse())
    if (gradient !== undefined) gradient = backward(gradient, index > 0);

  if (averages.length > 0 && averageRate !== undefined) {
    const target = flatten(o, averages, observed);
    o.assignAdd(averageVector, o.multiply(o.subtract(target, o.read(averageVector)), averageRate));
  }
  optimiser.update(o, { parameters: parameterVector, slots }, flatten(o, parameters, gradients), coefficients);
  return o.reshape(o.sum(o.multiply(w, loss.value(o, logits, y)), 0), one);
}

function addValidation(o: Operations, design: Design, variables: readonly Value[], sequential: boolean): ValidateCall {
  const chunk = o.placeholder('int32', []);
  const count = o.placeholder('int32', []);
  const { stack, parameters, averages, loss } = design;
  const losses = loopOver(o, 'validate', count, [...variables, chunk], sequential, (inner, step, values) => {
    const [features, labels, weights, parameterVector, averageVector, size] = values as Value[];
    if (!features || !labels || !weights || !parameterVector || !averageVector || !size)
      throw new TypeError('variables are missing');
    const begin = inner.multiply(step, size);
    const y0 = inner.read(labels);
    const events = inner.minimum(size, inner.subtract(inner.size(y0), begin));
    const vector = (x: Value) => inner.slice(x, inner.reshape(begin, [1]), inner.reshape(events, [1]));
    const x0 = inner.read(features);
    const width = inner.gather(inner.shape(x0), inner.integer(1));
    const x = inner.slice(x0, inner.pack([begin, inner.integer(0)]), inner.pack([events, width]));
    const tensors = namedTensors(inner, parameters, inner.read(parameterVector), averages, () =>
      inner.read(averageVector),
    );
    const output = stack.layers.reduce<Activations>((input, layer) => layer.infer(tensors, input), {
      value: x,
      scale: 1,
    });
    const logits = inner.reshape(output.value, [-1]);
    const weighted = inner.multiply(vector(inner.read(weights)), loss.value(inner, logits, vector(y0)));
    return inner.reshape(inner.sum(weighted, 0), inner.integers(1));
  });
  return { chunk, count, losses };
}

const flatten = (o: Operations, layout: ParameterLayout, values: ReadonlyMap<string, Value>): Value =>
  o.concatenate(
    layout.tensors.map(({ name, shape, length }) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`no layer gave a value for ${name}`);
      return shape.length === 1 ? value : o.reshape(value, [length]);
    }),
  );
