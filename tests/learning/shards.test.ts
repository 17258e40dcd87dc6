import { beforeAll, describe, expect, test } from 'vitest';
import { shardsOf } from '../../science/learning/graph/training/shards.ts';
import { trainingProgram } from '../../science/learning/graph/training/program.ts';
import { optimiserSchema } from '../../science/learning/index.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import { openSession } from '../../science/learning/native/session.ts';
import { initialVector } from '../../science/learning/parameters.ts';
import { startRun } from '../../science/learning/training/run.ts';
import { architecture, syntheticEvents } from './data.ts';

/** The library takes its number of threads once in a process: this file's is two. */
beforeAll(() => {
  loadNative(2);
});

const x86 = process.arch === 'x64';
const training = syntheticEvents(1300, 6, 1);
const validation = syntheticEvents(5000, 6, 2);
const optimiser = optimiserSchema.parse({ name: 'adam', learning_rate: 0.01 });

/** Losses and values after a few steps with so many threads. */
function train(normalised: boolean, pieceSize: number, threads: number) {
  const hidden = [
    { units: 12, dropout: 0.1 },
    { units: 7, activation: 'selu', dropout: 0.2 },
  ];
  const network = architecture(6, { hidden, l1: 1e-4, l2: 1e-3 }, normalised);
  const batchSize = 500;
  const shards = { lanes: 3, events: 64, small: false };
  const design = { architecture: network, optimiser, accumulates: pieceSize < batchSize, shards };
  const program = trainingProgram(design, { sequential: threads === 1, fused: true, oneDnn: x86, threads });
  const session = openSession(program.graph, 2);
  const request = { ...design, batchSize, pieceSize, epochs: 2, earlyStopping: null, seed: 5, training, validation };
  const run = startRun({ program, session }, request);
  const slots = [0, 1].map(() => new Float32Array(program.parameters.length));
  run.load({ parameters: initialVector(program.parameters, 1), averages: initialVector(program.averages, 1) }, slots);
  const losses = [0, 1].map((epoch) => run.steps(epoch, 0, 3));
  const scored = run.validate(0, run.validationChunks);
  const values = run.read();
  session.close();
  return { losses, scored, values };
}

describe('shards of a batch', () => {
  test.each([
    ['with normalised inputs', true, 500],
    ['without', false, 500],
    ['with batches in pieces', true, 300],
  ])('give the same bytes one after the other and side by side (%s)', (_, normalised, pieceSize) => {
    const one = train(normalised, pieceSize, 1);
    expect(one.scored).toHaveLength(3);
    for (const threads of [2, 3]) expect(train(normalised, pieceSize, threads)).toEqual(one);
  });

  test('follow from network and batch: one for small steps and where a hidden layer is normalised by batch', () => {
    const network = (units: number, more: object = {}) =>
      architecture(30, { hidden: [{ units }, { units, ...more }] }, true);
    expect(shardsOf(network(64), 512)).toMatchObject({ lanes: 1, small: true });
    expect(shardsOf(network(352), 400)).toMatchObject({ lanes: 1, small: false });
    expect(shardsOf(network(352), 512)).toEqual({ lanes: 2, events: 256, small: false });
    expect(shardsOf(network(64), 65536)).toMatchObject({ lanes: 8 });
    expect(shardsOf(network(64, { batch_normalisation: true }), 65536)).toMatchObject({ lanes: 1, small: false });
    for (const events of [100, 512, 5000, 65536, 2 ** 22])
      expect(shardsOf(network(352), events).lanes * 256).toBeLessThanOrEqual(Math.max(256, events));
  });
});
