import { describe, expect, test } from 'vitest';
import { trainGenerator, type GenerativeRequest } from '../../science/learning/generative/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';

/** Points on a bent line, with noise. */
function points(events: number, seed: number) {
  const stream = randomStream(seed, 'points');
  const values = new Float32Array(2 * events);
  for (let event = 0; event < events; event++) {
    const x = normal(stream);
    values.set([x, 0.5 * x * x - 0.5 + 0.2 * normal(stream)], 2 * event);
  }
  return { events, values };
}

const request: GenerativeRequest = {
  model: { kind: 'flow', layers: 4, hidden: [16], activation: 'elu', coupling: 'spline', bins: 6, bound: 4 },
  sizes: { features: 2, conditions: 0 },
  optimiser: { name: 'adam', learning_rate: 5e-3, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
  schedule: 'cosine',
  longestGradient: 10,
  batchSize: 100,
  epochs: 5,
  earlyStopping: null,
  seed: 3,
  training: points(1550, 1),
  validation: points(1000, 2),
};

/** Trains until `aborts` says so; the last checkpoint is handed to the next call. */
function conditions(start: Uint8Array | undefined, abortAfter = Infinity) {
  const controller = new AbortController();
  const kept = { checkpoint: start };
  let calls = 0;
  return {
    kept,
    threads: 1,
    signal: controller.signal,
    progress: () => {
      if (++calls >= abortAfter) controller.abort(new Error('stopped'));
    },
    progressSeconds: 0,
    checkpoint: {
      load: () => Promise.resolve(start),
      save: (bytes: Uint8Array) => {
        kept.checkpoint = bytes;
        return Promise.resolve();
      },
    },
    checkpointSeconds: Infinity,
  };
}

describe('training a generative model', () => {
  test.each(['flow', 'autoencoder'] as const)('a %s: interrupted trainings end with the same bytes', async (kind) => {
    const asked: GenerativeRequest =
      kind === 'flow'
        ? request
        : { ...request, model: { kind, latent: 2, hidden: [16], activation: 'elu', beta: 1e-2 } };
    const whole = await trainGenerator(asked, conditions(undefined));
    let checkpoint: Uint8Array | undefined;
    let interruptions = 0;
    for (;;) {
      const given = conditions(checkpoint, interruptions < 3 ? 5 : Infinity);
      const done = await trainGenerator(asked, given).catch(() => undefined);
      if (done !== undefined) {
        expect(interruptions).toBeGreaterThan(1);
        expect(done.resumed).toBeDefined();
        expect(done.parameters).toEqual(whole.parameters);
        expect(done.history).toEqual(whole.history);
        return;
      }
      interruptions++;
      checkpoint = given.kept.checkpoint;
      expect(checkpoint).toBeDefined();
    }
  });

  test('a flow comes near the entropy of what it learns', async () => {
    const trained = await trainGenerator({ ...request, epochs: 30 }, conditions(undefined));
    // -ln p of (x, y | x): normal numbers of width 1 and 0.2, without the constant ln 2 pi.
    const entropy = 1 + Math.log(0.2);
    const best = trained.history[trained.bestEpoch - 1]?.validation_loss ?? Infinity;
    expect(best).toBeGreaterThan(entropy - 0.05);
    expect(best).toBeLessThan(entropy + 0.15);
  });

  test('the learning rate falls along a cosine; a checkpoint of another training is not taken', async () => {
    const { history } = await trainGenerator({ ...request, epochs: 2 }, conditions(undefined));
    expect(history.map(({ learning_rate: rate }) => rate)).toEqual([5e-3, expect.closeTo(2.5e-3, 12)]);
    const other = conditions(undefined, 3);
    await trainGenerator({ ...request, seed: 4 }, other).catch(() => undefined);
    const fresh = await trainGenerator({ ...request, epochs: 2 }, conditions(other.kept.checkpoint));
    expect(fresh.resumed).toBeUndefined();
    expect(fresh.history).toEqual(history);
  });
});
