import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawSuccesses, successRoom } from '../../science/learning/bernoulli.ts';
import { binaryCrossEntropy } from '../../science/learning/graph/losses.ts';
import { trainingProgram } from '../../science/learning/graph/training/program.ts';
import { ACTIVATIONS, optimiserSchema, type Architecture } from '../../science/learning/index.ts';
import { openSession } from '../../science/learning/native/session.ts';
import { initialVector, tensorsOf } from '../../science/learning/parameters.ts';
import { permutation, randomStream } from '../../science/learning/random.ts';
import type { EventSet } from '../../science/learning/training/index.ts';
import { startRun } from '../../science/learning/training/run.ts';
import { automaticGradients } from './autodiff.ts';
import { architecture, syntheticEvents } from './data.ts';

const seed = 11;
/** After one step from rest the velocity of momentum is learning rate x gradient. */
const optimiser = optimiserSchema.parse({ name: 'sgd', learning_rate: 1, momentum: 0.5 });

describe('gradients of the training step', () => {
  const layer = fc.record({
    units: fc.integer({ min: 1, max: 9 }),
    activation: fc.constantFrom(...ACTIVATIONS),
    dropout: fc.constantFrom(0, 0, 0.1, 0.5),
    batch_normalisation: fc.boolean(),
  });
  const network = fc.record({
    inputs: fc.integer({ min: 1, max: 7 }),
    hidden: fc.array(layer, { maxLength: 3 }),
    inputNormalisation: fc.boolean(),
  });

  test('equal automatic differentiation for random architectures, masks and batches', () => {
    fc.assert(
      fc.property(
        network,
        fc.integer({ min: 2, max: 60 }),
        fc.boolean(),
        ({ inputs, hidden, inputNormalisation }, events, fused) => {
          const subject = architecture(inputs, { hidden, batch_normalisation: { epsilon: 0.01 } }, inputNormalisation);
          const { difference, scale } = compareGradients(subject, syntheticEvents(events, inputs, events), fused);
          expect(difference).toBeLessThan(2e-5 * scale + 1e-7);
        },
      ),
      { numRuns: 25, seed: 1 },
    );
  });

  test('equal automatic differentiation for the dark-matter network', () => {
    const subject = architecture(33, { hidden: [{ units: 84, dropout: 0.05 }, { units: 49 }] });
    const { difference, scale } = compareGradients(subject, syntheticEvents(512, 33, 2), true);
    expect(difference).toBeLessThan(1e-5 * scale);
  });
});

/** Largest difference between both gradients, and the largest gradient. */
function compareGradients(
  subject: Architecture,
  events: EventSet,
  fused: boolean,
): { difference: number; scale: number } {
  const program = trainingProgram(subject, optimiser, binaryCrossEntropy, { sequential: true, fused });
  const { parameters, averages } = program;
  const session = openSession(program.graph, 1);
  const run = startRun(
    { program, session },
    {
      architecture: subject,
      optimiser,
      seed,
      batchSize: events.labels.length,
      epochs: 1,
      earlyStopping: null,
      training: events,
      validation: events,
    },
  );
  const start = initialVector(parameters, seed).map((value, index) => value + 0.05 * Math.sin(index));
  run.load({ parameters: start, averages: initialVector(averages, seed) }, [new Float32Array(start.length)]);
  run.steps(0, 0, 1);
  const velocity = run.read().slots[0] as Float32Array;
  session.close();

  const tensors = tensorsOf(parameters, start);
  const named = new Map(
    parameters.tensors.map(({ name, shape }) => [name, { shape, values: tensors.get(name) as Float32Array }]),
  );
  const automatic = automaticGradients(
    subject,
    named,
    inOrder(events, subject.inputs),
    masksOf(program.dropouts, events),
  );
  let difference = 0;
  let scale = 0;
  for (const [name, own] of tensorsOf(parameters, velocity)) {
    const other = automatic.get(name) as Float32Array;
    expect(other.length).toBe(own.length);
    own.forEach((value, index) => {
      difference = Math.max(difference, Math.abs(value - (other[index] as number)));
      scale = Math.max(scale, Math.abs(other[index] as number));
    });
  }
  return { difference, scale };
}

/** The events in the order of the first epoch: masks count rows in that order. */
function inOrder({ features, labels, weights }: EventSet, inputs: number): EventSet {
  const order = permutation(labels.length, randomStream(seed, 'order', 0));
  return {
    features: permuted(features, order, inputs),
    labels: permuted(labels, order, 1),
    weights: permuted(weights, order, 1),
  };
}

const permuted = (values: Float32Array, order: Int32Array, width: number): Float32Array =>
  Float32Array.from({ length: values.length }, (_, index) => {
    const row = order[Math.floor(index / width)] as number;
    return values[row * width + (index % width)] as number;
  });

/** The masks of the first step. */
const masksOf = (dropouts: readonly { units: number; rate: number }[], { labels }: EventSet): readonly Float32Array[] =>
  dropouts.map(({ units, rate }, index) => {
    const count = labels.length * units;
    const positions = new Int32Array(successRoom(count, rate));
    const end = drawSuccesses(positions, 0, count, rate, randomStream(seed, 'dropout', 0, 0, index));
    const mask = new Float32Array(count).fill(1);
    for (const position of positions.subarray(0, end)) mask[position] = 0;
    return mask;
  });
