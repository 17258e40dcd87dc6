import { expect, test } from 'vitest';
import {
  optimiserSchema,
  trainNetwork,
  type TrainingConditions,
  type TrainingRequest,
} from '../../science/learning/index.ts';
import { architecture, syntheticEvents } from './data.ts';

const request: TrainingRequest = {
  architecture: architecture(4, {
    hidden: [
      { units: 8, dropout: 0.2 },
      { units: 5, batch_normalisation: true },
    ],
  }),
  optimiser: optimiserSchema.parse({ name: 'adam', learning_rate: 0.01 }),
  batchSize: 50,
  epochs: 7,
  earlyStopping: { patience: 5, minimum_improvement: 0 },
  seed: 3,
  training: syntheticEvents(400, 4, 1),
  validation: syntheticEvents(200, 4, 2),
};

/** Trains with a checkpoint to begin with; gives what it left when asked to keep it. */
async function train(change: Partial<TrainingRequest>, from: Uint8Array | undefined, keep: boolean) {
  let left: Uint8Array | undefined;
  const conditions: TrainingConditions = {
    threads: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    progressSeconds: 0,
    checkpointSeconds: 1000,
    checkpoint: {
      keep,
      load: () => Promise.resolve(from),
      save: (bytes) => {
        left = bytes;
        return Promise.resolve();
      },
    },
  };
  const { resumed, ...trained } = await trainNetwork({ ...request, ...change }, conditions);
  return { trained, resumed, left };
}

test('a training goes on from the kept state of a shorter one, to the bytes of one that had all epochs from the start', async () => {
  const whole = await train({}, undefined, false);
  expect(whole.left).toBeUndefined();
  const first = await train({ epochs: 2 }, undefined, true);
  const second = await train({ epochs: 5 }, first.left, true);
  const third = await train({}, second.left, true);
  expect([first.resumed, second.resumed, third.resumed]).toEqual([
    undefined,
    { epoch: 2, step: 0 },
    { epoch: 5, step: 0 },
  ]);
  expect(third.trained).toEqual(whole.trained);
});

test('one that stopped early has stopped for longer trainings too', async () => {
  const stopping = { earlyStopping: { patience: 1, minimum_improvement: 1 } };
  const short = await train({ ...stopping, epochs: 4 }, undefined, true);
  expect(short.trained.history).toHaveLength(2);
  const long = await train(stopping, short.left, false);
  expect(long.trained).toEqual(short.trained);
});

test('with a learning rate planned over all epochs it begins anew, with one planned over its own it goes on', async () => {
  const over = (epochs?: number): Partial<TrainingRequest> => ({
    schedule: { name: 'cosine', warmup_epochs: 0, minimum_rate: 0, ...(epochs === undefined ? {} : { epochs }) },
  });
  for (const [schedule, resumed] of [
    [over(), undefined],
    [over(7), { epoch: 3, step: 0 }],
  ] as const) {
    const whole = await train(schedule, undefined, false);
    const short = await train({ ...schedule, epochs: 3 }, undefined, true);
    const long = await train(schedule, short.left, false);
    expect(long.resumed).toEqual(resumed);
    expect(long.trained).toEqual(whole.trained);
  }
});
