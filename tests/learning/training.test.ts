import { describe, expect, test } from 'vitest';
import {
  inferenceStages,
  namedTensors,
  optimiserSchema,
  trainNetwork,
  type TrainedNetwork,
  type TrainingConditions,
  type TrainingRequest,
} from '../../science/learning/index.ts';
import { loadNative } from '../../science/learning/native/binding.ts';
import { architecture, syntheticEvents } from './data.ts';
import { naiveScore } from './naive-network.ts';

const request: TrainingRequest = {
  architecture: architecture(6, {
    hidden: [
      { units: 12, dropout: 0.1 },
      { units: 7, batch_normalisation: true },
    ],
  }),
  optimiser: optimiserSchema.parse({ name: 'adam', learning_rate: 0.01 }),
  batchSize: 64,
  epochs: 4,
  earlyStopping: { patience: 5, minimum_improvement: 0 },
  seed: 3,
  training: syntheticEvents(1000, 6, 1),
  validation: syntheticEvents(400, 6, 2),
};

const conditions = (given: Partial<TrainingConditions> = {}): TrainingConditions => ({
  threads: 1,
  signal: new AbortController().signal,
  progress: () => undefined,
  progressSeconds: 0,
  checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
  checkpointSeconds: 1000,
  ...given,
});

describe('training', () => {
  test('learns: the validation loss falls well below that of guessing', async () => {
    const { history, bestEpoch, stopped } = await trainNetwork({ ...request, epochs: 8 }, conditions());
    expect(history).toHaveLength(8);
    expect(stopped).toBe('epochs');
    expect(history[bestEpoch - 1]?.validation_loss).toBeLessThan(0.85 * Math.log(2));
  });

  test('gives equal bytes for equal seeds and others for another seed', async () => {
    const [one, two, other] = [
      await trainNetwork(request, conditions()),
      await trainNetwork(request, conditions()),
      await trainNetwork({ ...request, seed: 4 }, conditions()),
    ];
    expect(two).toEqual(one);
    expect(other.values.parameters).not.toEqual(one.values.parameters);
  });

  test('sees every event once an epoch, the last batch being smaller', async () => {
    // With a learning rate of nothing the mean loss over the batches is that over the events, however they are cut
    const still = {
      ...request,
      architecture: architecture(6, { hidden: [{ units: 5 }] }, false),
      optimiser: optimiserSchema.parse({ name: 'sgd', learning_rate: 1e-30 }),
      epochs: 1,
      validation: request.training,
    };
    const losses = [];
    for (const batchSize of [1000, 64, 999, 1]) {
      const { history } = await trainNetwork({ ...still, batchSize }, conditions());
      losses.push(history[0]?.loss, history[0]?.validation_loss);
    }
    for (const loss of losses) expect(loss).toBeCloseTo(losses[0] as number, 6);
  });

  test('validates with the moving averages and without dropout', async () => {
    const trained = await trainNetwork(request, conditions());
    const tensors = namedTensors(request.architecture, trained.values);
    const stages = inferenceStages({ architecture: request.architecture, tensors });
    const { features, labels, weights } = request.validation;
    let sum = 0;
    labels.forEach((label, event) => {
      const p = naiveScore(stages, features.subarray(event * 6, event * 6 + 6));
      sum -= (weights[event] as number) * Math.log(label === 1 ? p : 1 - p);
    });
    expect(sum / labels.length).toBeCloseTo(trained.history[trained.bestEpoch - 1]?.validation_loss as number, 5);
  });

  test('has moving averages that are right from the first step on', async () => {
    const plain = { ...request, architecture: architecture(6, { hidden: [{ units: 3 }] }), batchSize: 1000 };
    for (const epochs of [1, 3]) {
      const trained = await trainNetwork({ ...plain, epochs, earlyStopping: null }, conditions());
      const mean = namedTensors(plain.architecture, trained.values).get('input_normalisation/moving_mean');
      const { features } = plain.training;
      mean?.values.forEach((value, input) => {
        const column = features.filter((_, index) => index % 6 === input);
        expect(value).toBeCloseTo(column.reduce((sum, x) => sum + x, 0) / column.length, 4);
      });
    }
  });

  test('stops when the validation loss has not fallen for `patience` epochs, and keeps the best epoch', async () => {
    const overfitting = {
      ...request,
      training: syntheticEvents(60, 6, 5),
      optimiser: optimiserSchema.parse({ name: 'adam', learning_rate: 0.03 }),
      epochs: 200,
      earlyStopping: { patience: 3, minimum_improvement: 0 },
    };
    const trained = await trainNetwork(overfitting, conditions());
    expect(trained.stopped).toBe('early');
    expect(trained.history).toHaveLength(trained.bestEpoch + 3);
    const losses = trained.history.map((row) => row.validation_loss);
    expect(losses[trained.bestEpoch - 1]).toBe(Math.min(...losses));
    // A training that ends there has the very same values
    const short = await trainNetwork({ ...overfitting, epochs: trained.bestEpoch }, conditions());
    expect(short.values).toEqual(trained.values);
  });

  test('batches whose values of a feature are close together and far from its mean do no harm', async () => {
    // Its mean square and squared mean differ by little more than rounding, either way.
    const features = request.training.features.map((value, index) => (index % 6 === 0 ? 5000 + value / 100 : value));
    const { history } = await trainNetwork(
      { ...request, training: { ...request.training, features }, batchSize: 4, epochs: 1 },
      conditions(),
    );
    expect(history[0]?.loss).toBeLessThan(10);
  });

  test('frees every tensor', async () => {
    const { binding } = loadNative(1);
    await trainNetwork(request, conditions());
    const before = binding.getNumOfTensors();
    for (let repeat = 0; repeat < 3; repeat++) await trainNetwork({ ...request, seed: repeat }, conditions());
    expect(binding.getNumOfTensors()).toBe(before);
  });

  test('says so when the loss is no longer a number', async () => {
    const features = request.training.features.map((value, index) => (index === 77 ? Infinity : value));
    const diverging = { ...request, training: { ...request.training, features } };
    await expect(trainNetwork(diverging, conditions())).rejects.toMatchObject({ code: 'training-diverged' });
  });
});

describe('a batch in pieces', () => {
  test('trains as the whole batch does, but for rounding', async () => {
    const plain = {
      ...request,
      architecture: architecture(6, { hidden: [{ units: 12, activation: 'selu' }, { units: 7 }] }, false),
      batchSize: 300,
    };
    const whole = await trainNetwork(plain, conditions());
    const pieces = await trainNetwork({ ...plain, pieceSize: 70 }, conditions());
    whole.history.forEach(({ loss, validation_loss: validation }, epoch) => {
      expect(pieces.history[epoch]?.loss).toBeCloseTo(loss, 4);
      expect(pieces.history[epoch]?.validation_loss).toBeCloseTo(validation, 4);
    });
  });
});

describe('a softmax', () => {
  test('of two classes learns what a sigmoid does', async () => {
    const binary = await trainNetwork({ ...request, epochs: 8 }, conditions());
    const two = { ...request.architecture, outputs: 2 };
    const softmax = await trainNetwork({ ...request, architecture: two, epochs: 8 }, conditions());
    const loss = ({ history, bestEpoch }: TrainedNetwork) => history[bestEpoch - 1]?.validation_loss as number;
    expect(Math.abs(loss(softmax) - loss(binary))).toBeLessThan(0.02);
  });
});

describe('an interrupted training', () => {
  const adam = optimiserSchema.parse({ name: 'adam', learning_rate: 0.01 });
  const plateau = {
    name: 'reduce-on-plateau',
    factor: 0.5,
    patience: 1,
    minimum_improvement: 0.02,
    minimum_rate: 0,
  } as const;
  const ways: readonly (readonly [string, Partial<TrainingRequest>])[] = [
    ['adam', { optimiser: adam }],
    ['adamw, in pieces', { optimiser: optimiserSchema.parse({ name: 'adamw', learning_rate: 0.01 }), pieceSize: 24 }],
    [
      'nadam, cosine',
      {
        optimiser: optimiserSchema.parse({ name: 'nadam', learning_rate: 0.01 }),
        schedule: { name: 'cosine', warmup_epochs: 1, minimum_rate: 0 },
      },
    ],
    [
      'sgd, stratified',
      {
        optimiser: optimiserSchema.parse({ name: 'sgd', learning_rate: 0.05, momentum: 0.9, nesterov: true }),
        batches: 'stratified',
      },
    ],
    ['plateau, clipped', { optimiser: adam, schedule: plateau, clipping: { norm: 0.5 } }],
  ];
  test.each(ways)('ends with the very bytes of an undisturbed one (%s)', async (_, way) => {
    const subject = { ...request, epochs: 3, batchSize: 128, ...way };
    const undisturbed = await trainNetwork(subject, conditions());
    const { trained, interruptions } = await trainWithInterruptions(subject, 2);
    expect(interruptions).toBeGreaterThan(2);
    expect(trained.resumed).toBeDefined();
    expect({ ...trained, resumed: undefined }).toEqual(undisturbed);
  });

  test('rejects with the reason of the abort, after a checkpoint', async () => {
    const saved: Uint8Array[] = [];
    const controller = new AbortController();
    const training = trainNetwork(
      request,
      conditions({
        signal: controller.signal,
        progress: () => {
          controller.abort(new Error('drain'));
        },
        checkpoint: {
          load: () => Promise.resolve(undefined),
          save: (bytes) => Promise.resolve(void saved.push(bytes)),
        },
      }),
    );
    await expect(training).rejects.toThrow('drain');
    expect(saved).toHaveLength(1);
  });

  test('starts anew when the checkpoint is of another training or damaged', async () => {
    let saved: Uint8Array | undefined;
    await interrupted({ ...request, seed: 9 }, undefined, 2).catch((error: unknown) => {
      saved = (error as { saved?: Uint8Array }).saved;
    });
    const undisturbed = await trainNetwork(request, conditions());
    for (const checkpoint of [saved, Uint8Array.of(1, 2, 3)]) {
      expect(checkpoint).toBeDefined();
      const load = () => Promise.resolve(checkpoint);
      const trained = await trainNetwork(request, conditions({ checkpoint: { load, save: () => Promise.resolve() } }));
      expect(trained).toEqual(undisturbed);
    }
  });
});

/** Aborts after every `calls` reports of progress and goes on from the checkpoint, in a newly loaded graph. */
async function trainWithInterruptions(subject: TrainingRequest, calls: number) {
  let saved: Uint8Array | undefined;
  for (let interruptions = 0; ; interruptions++) {
    try {
      return { trained: await interrupted(subject, saved, calls), interruptions };
    } catch (error) {
      saved = (error as { saved?: Uint8Array }).saved;
    }
  }
}

async function interrupted(
  subject: TrainingRequest,
  checkpoint: Uint8Array | undefined,
  calls: number,
): Promise<TrainedNetwork> {
  const controller = new AbortController();
  const reason: Error & { saved?: Uint8Array } = new Error('interrupted');
  let reports = 0;
  return trainNetwork(
    subject,
    conditions({
      signal: controller.signal,
      progress: () => {
        if (++reports === calls) controller.abort(reason);
      },
      checkpoint: {
        load: () => Promise.resolve(checkpoint),
        save: (bytes) => {
          reason.saved = bytes;
          return Promise.resolve();
        },
      },
    }),
  );
}
