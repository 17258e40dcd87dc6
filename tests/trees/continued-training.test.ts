import { describe, expect, test } from 'vitest';
import {
  adaboostSchema,
  encodeBooster,
  encodeEnsemble,
  forestSchema,
  trainAdaboost,
  trainForest,
  trainXgboost,
  xgboostSchema,
  type TreeConditions,
  type TreeStopping,
} from '../../science/learning/trees/index.ts';
import { fc } from '../support/properties.ts';
import { completeTraining, completeValidation, conditions, names, training, validation } from './referee.ts';

/** What a training gives, as bytes and numbers, and what it left for a longer one. */
interface Trained {
  readonly model: Uint8Array;
  readonly told: unknown;
  readonly stopped: string;
  readonly resumed: number | undefined;
  readonly left: Uint8Array | undefined;
}
type Train = (
  params: object,
  iterations: number,
  stopping: TreeStopping | null,
  from?: Uint8Array,
  keep?: boolean,
) => Promise<Trained>;

/** Conditions with a state to go on from; what is left at the end is kept where asked. */
function keeping(
  from: Uint8Array | undefined,
  keep: boolean,
): { how: TreeConditions; left: () => Uint8Array | undefined } {
  let left: Uint8Array | undefined;
  return {
    left: () => left,
    how: {
      ...conditions,
      checkpoint: {
        keep,
        load: () => Promise.resolve(from),
        save: (bytes) => {
          left = bytes;
          return Promise.resolve();
        },
      },
    },
  };
}

const head = (method: 'xgboost' | 'forest' | 'adaboost') => ({ method, inputs: [], training: {} });
const base = { metric: 'loss', seed: 7 } as const;

const xgboost: Train = async (params, rounds, stopping, from, keep = true) => {
  const { how, left } = keeping(from, keep);
  const given = { ...base, stopping, training, validation, names };
  const found = await trainXgboost({ ...given, params: xgboostSchema.parse({ ...params, rounds }) }, how);
  const { booster, rows, best, stopped, resumed } = found;
  const model = encodeBooster(head('xgboost'), booster);
  booster.free();
  return { model, told: { rows, best, stopped }, stopped, resumed, left: left() };
};
const forest: Train = async (params, trees, stopping, from, keep = true) => {
  const { how, left } = keeping(from, keep);
  const given = { ...base, stopping, training, validation };
  const { resumed, ...found } = await trainForest({ ...given, params: forestSchema.parse({ ...params, trees }) }, how);
  const model = encodeEnsemble(head('forest'), { ...found, resumed });
  return { model, told: found, stopped: found.stopped, resumed, left: left() };
};
const adaboost: Train = async (params, estimators, stopping, from, keep = true) => {
  const { how, left } = keeping(from, keep);
  const given = { ...base, stopping, training: completeTraining, validation: completeValidation };
  const { resumed, ...found } = await trainAdaboost(
    { ...given, params: adaboostSchema.parse({ ...params, estimators }) },
    how,
  );
  const model = encodeEnsemble(head('adaboost'), { ...found, resumed });
  return { model, told: found, stopped: found.stopped, resumed, left: left() };
};

const stopping = fc.option(
  fc.record({ patience: fc.integer({ min: 1, max: 6 }), minimum_improvement: fc.constantFrom(0, 0.01) }),
);
const depth = (most: number) => fc.integer({ min: 1, max: most });
const methods: readonly (readonly [string, Train, fc.Arbitrary<object>, number])[] = [
  ['XGBoost', xgboost, fc.record({ max_depth: depth(4), learning_rate: fc.constantFrom(0.1, 0.8) }), 40],
  [
    'XGBoost with sampling',
    xgboost,
    fc.record({ max_depth: depth(4), subsample: fc.constant(0.7), colsample_bynode: fc.constantFrom(0.5, 1) }),
    70,
  ],
  ['a forest', forest, fc.record({ max_depth: depth(6), features_per_split: fc.constantFrom('sqrt', 'all') }), 20],
  ['AdaBoost', adaboost, fc.record({ max_depth: depth(6), learning_rate: fc.constantFrom(0.5, 1) }), 30],
];

describe.each(methods)('%s', (_, train, params, most) => {
  test('goes on from shorter trainings to the very bytes of one that had all iterations from the start', async () => {
    const amounts = fc.uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(params, amounts, stopping, async (given, unsorted, rule) => {
        const budgets = [...unsorted].sort((a, b) => a - b);
        let left: Uint8Array | undefined;
        for (const budget of budgets) {
          const continued = await train(given, budget, rule, left);
          const whole = await train(given, budget, rule, undefined, false);
          expect(whole.left).toBeUndefined();
          expect(continued.model).toEqual(whole.model);
          expect(continued.told).toEqual(whole.told);
          left = continued.left ?? left;
        }
      }),
      { numRuns: 12 },
    );
  });

  test('goes on from where the shorter one ended', async () => {
    const [first] = fc.sample(params, { numRuns: 1, seed: 5 });
    const short = await train(first ?? {}, most - 10, null);
    const long = await train(first ?? {}, most, null, short.left);
    const sampled = JSON.stringify(first).includes('subsample');
    // With sampling there is a place to go on from every 25 rounds.
    expect(long.resumed).toBe(sampled ? 50 : most - 10);
  });

  test('does not go on from a longer one', async () => {
    const [first] = fc.sample(params, { numRuns: 1, seed: 5 });
    const long = await train(first ?? {}, most, null);
    const short = await train(first ?? {}, 3, null, long.left);
    expect(short.resumed).toBeUndefined();
    expect(short.model).toEqual((await train(first ?? {}, 3, null)).model);
  });
});

test('AdaBoost that made no error any more has ended for longer trainings too', async () => {
  const separable = {
    ...completeTraining,
    features: completeTraining.features.map((_, i) => completeTraining.labels[Math.floor(i / 5)] as number),
  };
  const run = async (estimators: number, from?: Uint8Array) => {
    const { how, left } = keeping(from, true);
    const params = adaboostSchema.parse({ estimators });
    const { resumed, ...found } = await trainAdaboost(
      { ...base, stopping: null, training: separable, validation: separable, params },
      how,
    );
    return { found, resumed, left: left() };
  };
  const short = await run(2);
  const long = await run(9, short.left);
  expect(short.found.stopped).toBe('perfect');
  expect(long.resumed).toBe(1);
  expect(long.found).toEqual((await run(9)).found);
});
