import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { drawSuccesses, successRoom } from '../../science/learning/bernoulli.ts';
import type { TrainingDesign } from '../../science/learning/graph/training/design.ts';
import { trainingProgram } from '../../science/learning/graph/training/program.ts';
import { ACTIVATIONS, networkSchema, optimiserSchema } from '../../science/learning/index.ts';
import { openSession } from '../../science/learning/native/session.ts';
import { initialVector, tensorsOf } from '../../science/learning/parameters.ts';
import { permutation, randomStream } from '../../science/learning/random.ts';
import type { EventSet } from '../../science/learning/training/index.ts';
import { cutBatches } from '../../science/learning/training/feed.ts';
import { startRun } from '../../science/learning/training/run.ts';
import { automaticGradients } from './autodiff.ts';
import { architecture, syntheticEvents } from './data.ts';

const x86 = process.arch === 'x64';
const seed = 11;
/** After one step from rest the velocity of momentum is learning rate x gradient. */
const optimiser = optimiserSchema.parse({ name: 'sgd', learning_rate: 1, momentum: 0.5 });

describe('gradients of the training step', () => {
  const penalty = fc.constantFrom(undefined, 0, 0.01);
  const normalised = fc.constantFrom({}, { batch: true }, { layer: true });
  const layer = fc
    .record({
      units: fc.integer({ min: 1, max: 9 }),
      activation: fc.constantFrom(...ACTIVATIONS),
      dropout: fc.constantFrom(0, 0, 0.1, 0.5),
      normalised,
      place: fc.constantFrom(true, 'after-activation'),
      l1: penalty,
      l2: penalty,
    })
    .map(({ normalised: by, place, ...rest }) => ({
      ...rest,
      ...('batch' in by ? { batch_normalisation: place } : {}),
      ...('layer' in by ? { layer_normalisation: place } : {}),
      ...(rest.activation === 'leaky-relu' && rest.units % 2 === 0 ? { negative_slope: 0.3 } : {}),
    }));
  const subject = fc.record({
    inputs: fc.integer({ min: 1, max: 7 }),
    hidden: fc.array(layer, { maxLength: 3 }),
    inputNormalisation: fc.constantFrom(false, true, 'layer' as const),
    input_dropout: fc.constantFrom(undefined, undefined, 0.2),
    l1: penalty,
    l2: penalty,
    classes: fc.constantFrom(1, 1, 2, 4),
    focal: fc.constantFrom(undefined, { gamma: 2 }, { gamma: 0.5, alpha: 0.3 }),
    clipping: fc.constantFrom(undefined, undefined, { norm: 0.1 }, { value: 0.02 }, { value: 0.05, norm: 0.08 }),
  });

  test('equal automatic differentiation for random architectures, losses, penalties, masks and batches', () => {
    fc.assert(
      fc.property(subject, fc.integer({ min: 2, max: 60 }), fc.boolean(), (given, events, fused) => {
        const { inputs, inputNormalisation, classes, focal, clipping, ...network } = given;
        const parsed = networkSchema.parse({
          ...network,
          batch_normalisation: { epsilon: 0.01 },
          layer_normalisation: { epsilon: 0.01 },
        });
        const design = {
          architecture: { inputs, inputNormalisation, network: parsed, ...(classes > 1 ? { outputs: classes } : {}) },
          optimiser,
          clipping,
          ...(focal === undefined || classes > 1 ? {} : { loss: { name: 'focal' as const, ...focal } }),
        };
        const { difference, scale } = compareGradients(design, classedEvents(events, inputs, classes), fused);
        expect(difference).toBeLessThan(4e-5 * scale + 4e-7);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test('equal automatic differentiation for the dark-matter network', () => {
    const design = {
      architecture: architecture(33, { hidden: [{ units: 84, dropout: 0.05 }, { units: 49 }] }),
      optimiser,
    };
    const { difference, scale } = compareGradients(design, syntheticEvents(512, 33, 2), true);
    expect(difference).toBeLessThan(1e-5 * scale);
  });

  test('do not depend on the pieces in which a batch is computed, without batch normalisation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.integer({ min: 1, max: 90 }), (events, pieceSize) => {
        const hidden = [
          { units: 6, activation: 'selu', layer_normalisation: true },
          { units: 4, activation: 'gelu' },
        ];
        const design = { architecture: architecture(5, { hidden, l2: 0.01 }, false), optimiser };
        const whole = compareGradients(design, syntheticEvents(events, 5, events), false);
        const pieces = compareGradients(design, syntheticEvents(events, 5, events), false, pieceSize);
        expect(pieces.difference).toBeLessThan(2e-5 * whole.scale + 1e-7);
      }),
      { numRuns: 4, seed: 2 },
    );
  });
  test('do not depend on the shards and lanes in which a batch is computed', () => {
    const shape = fc.record({
      lanes: fc.integer({ min: 2, max: 5 }),
      events: fc.integer({ min: 1, max: 40 }),
      pieceSize: fc.constantFrom(undefined, 50),
      dropout: fc.constantFrom(0, 0.2),
      normalised: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), shape, (events, { lanes, events: size, ...given }) => {
        // Batch normalisation of a single event has no gradient to compare but rounding
        fc.pre(!given.normalised || (given.pieceSize === undefined && events > 8));
        const hidden = [
          { units: 6, activation: 'selu', dropout: given.dropout },
          { units: 4, dropout: given.dropout, layer_normalisation: true },
        ];
        const network = architecture(5, { hidden, l2: 0.01 }, given.normalised);
        const design = { architecture: network, optimiser, shards: { lanes, events: size, small: false } };
        const { difference, scale } = compareGradients(
          design,
          syntheticEvents(events, 5, events),
          true,
          given.pieceSize,
        );
        expect(difference).toBeLessThan(4e-5 * scale + 4e-7);
      }),
      { numRuns: 12, seed: 3 },
    );
  });
});

/** Synthetic events with labels 0 ... classes - 1. */
function classedEvents(events: number, inputs: number, classes: number): EventSet {
  const set = syntheticEvents(events, inputs, events);
  return classes === 1 ? set : { ...set, labels: set.labels.map((_, event) => event % classes) };
}

/** Largest difference between both gradients, and the largest gradient. */
function compareGradients(
  design: TrainingDesign,
  events: EventSet,
  fused: boolean,
  pieceSize?: number,
): { difference: number; scale: number } {
  const subject = design.architecture;
  const accumulates = pieceSize !== undefined && pieceSize < events.labels.length;
  const program = trainingProgram(
    { ...design, accumulates },
    { sequential: true, fused, oneDnn: fused && x86, threads: 1 },
  );
  const { parameters, averages } = program;
  const session = openSession(program.graph, 1);
  const run = startRun(
    { program, session },
    {
      ...design,
      seed,
      pieceSize,
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
  const size = events.labels.length;
  const cut = cutBatches(size, size, Math.min(size, pieceSize ?? size), program.shards.events);
  const automatic = automaticGradients(
    design,
    named,
    inOrder(events, subject.inputs),
    masksOf(program.dropouts, cut.shards),
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

/** The masks of the first step, `[events, units]`: those of its shards, one below the other. */
const masksOf = (dropouts: readonly { units: number; rate: number }[], shards: Int32Array): readonly Float32Array[] =>
  dropouts.map(({ units, rate }, index) => {
    const mask = new Float32Array((shards.at(-1) ?? 0) * units).fill(1);
    shards.slice(1).forEach((end, shard) => {
      const begin = shards[shard] as number;
      const count = (end - begin) * units;
      const positions = new Int32Array(successRoom(count, rate));
      const drawn = drawSuccesses(positions, 0, count, rate, [seed, 'dropout', 0, shard, index]);
      for (const position of positions.subarray(0, drawn)) mask[begin * units + position] = 0;
    });
    return mask;
  });
