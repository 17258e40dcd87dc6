import type { Architecture, Clipping, LossSpec, OptimiserSpec } from '../../network.ts';
import { layOut, type ParameterLayout } from '../../parameters.ts';
import { stackLayers, type Stack } from '../layers/index.ts';
import { createLoss, type Loss } from '../losses.ts';
import type { Execution } from '../execution.ts';
import type { Operations } from '../operations/index.ts';
import { createOptimiser, type Optimiser } from '../optimisers/index.ts';
import type { Value } from '../scope.ts';
import { oneShard, type Shards } from './shards.ts';

/** What is trained, by what, towards what. */
export interface Design {
  readonly stack: Stack;
  readonly parameters: ParameterLayout;
  readonly averages: ParameterLayout;
  readonly optimiser: Optimiser;
  readonly loss: Loss;
  readonly clipping: Clipping | undefined;
  /** Batches come in several pieces, whose gradients are added. */
  readonly accumulates: boolean;
  readonly shards: Shards;
  /** Its graph runs one operation after the other. */
  readonly sequential: boolean;
}

/** What is trained and how, as a campaign says it: all that the graph of a training depends on. */
export interface TrainingDesign {
  readonly architecture: Architecture;
  readonly optimiser: OptimiserSpec;
  /** Absent: cross-entropy. */
  readonly loss?: LossSpec | undefined;
  readonly clipping?: Clipping | undefined;
  readonly accumulates?: boolean | undefined;
  /** Absent: all events that are computed together are one shard. */
  readonly shards?: Shards | undefined;
}

export function designTraining(
  {
    architecture,
    optimiser,
    loss = { name: 'cross-entropy' },
    clipping,
    accumulates = false,
    shards = oneShard,
  }: TrainingDesign,
  { sequential, fused, oneDnn }: Execution,
): Design {
  const stack = stackLayers(architecture, { fused, oneDnn });
  return {
    stack,
    parameters: layOut(stack.layers.flatMap((layer) => layer.parameters)),
    averages: layOut(stack.layers.flatMap((layer) => layer.averages)),
    optimiser: createOptimiser(optimiser),
    loss: createLoss(loss, architecture.outputs ?? 1),
    clipping,
    accumulates,
    shards,
    sequential: sequential || (fused && shards.small),
  };
}

/** Variables of one set of events: `[events x inputs]`, `[events]` and `[events]`. */
export interface EventVariables {
  readonly features: Value;
  readonly labels: Value;
  readonly weights: Value;
}

/** Variables that training changes; vectors. */
export interface StateVariables {
  readonly parameters: Value;
  readonly averages: Value;
  readonly slots: readonly Value[];
}

export const eventNames = ['features', 'labels', 'weights'] as const;

/** Variables travel as lists when they are handed to a function of the graph. */
export function eventVariables([features, labels, weights]: readonly Value[]): EventVariables {
  if (!features || !labels || !weights) throw new TypeError('an event set is three variables');
  return { features, labels, weights };
}

export function stateVariables([parameters, averages, ...slots]: readonly Value[]): StateVariables {
  if (!parameters || !averages) throw new TypeError('the state is two variables and the slots');
  return { parameters, averages, slots };
}

export const listOfEvents = ({ features, labels, weights }: EventVariables): readonly Value[] => [
  features,
  labels,
  weights,
];
export const listOfState = ({ parameters, averages, slots }: StateVariables): readonly Value[] => [
  parameters,
  averages,
  ...slots,
];

/** Named tensors as one vector, in the order of the layout. */
export function flatten(o: Operations, layout: ParameterLayout, values: ReadonlyMap<string, Value>): Value {
  return o.concatenate(
    layout.tensors.map(({ name, shape, length }) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`no layer gave a value for ${name}`);
      return shape.length === 1 ? value : o.reshape(value, [length]);
    }),
  );
}
