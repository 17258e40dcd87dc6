import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TreeConditions, TreeEvents } from '../../science/learning/trees/index.ts';

const numbers = z.array(z.number());
const boosted = z.object({
  scores: numbers,
  loss: z.number(),
  auc: z.number(),
  gain: numbers,
  total_gain: numbers,
  cover: numbers,
  weight: numbers,
  shap: numbers,
});

/** Events, and what XGBoost 3.2.0 and scikit-learn 1.9.1 make of them (tests/fixtures/trees/referee.py). */
export const referee = z
  .object({
    training: z.int(),
    features: z.array(z.array(z.number().nullable())),
    complete: z.array(numbers),
    labels: numbers,
    weights: numbers,
    xgboost: z.object({ plain: boosted, regularised: boosted }),
    adaboost: z.array(
      z.object({
        depth: z.int(),
        rate: z.number(),
        estimator_error: numbers,
        estimator_weight: numbers,
        accuracy: numbers,
        test_accuracy: numbers,
        decision: numbers,
        importance: numbers,
      }),
    ),
    trees: z.array(z.object({ leaf: z.int(), scores: numbers, importance: numbers })),
    forest: z.object({
      out_of_bag_error: z.tuple([z.number(), z.number()]),
      auc: z.tuple([z.number(), z.number()]),
      importance: numbers,
      importance_std: numbers,
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/trees/referee.json', import.meta.url), 'utf8')));

const events = (rows: readonly (readonly (number | null)[])[], from: number, to: number): TreeEvents => ({
  features: Float32Array.from(rows.slice(from, to).flat(), (value) => value ?? NaN),
  width: rows[0]?.length ?? 0,
  labels: Uint8Array.from(referee.labels.slice(from, to)),
  weights: Float32Array.from(referee.weights.slice(from, to)),
});

/** With missing values. */
export const training = events(referee.features, 0, referee.training);
export const validation = events(referee.features, referee.training, referee.labels.length);
/** Without. */
export const completeTraining = events(referee.complete, 0, referee.training);
export const completeValidation = events(referee.complete, referee.training, referee.labels.length);

export const names = ['x0', 'x1', 'x2', 'x3', 'x4'];

export const conditions: TreeConditions = {
  threads: 1,
  signal: new AbortController().signal,
  progress: () => undefined,
  progressSeconds: 1,
  checkpointSeconds: 1000,
  checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
};

/** Conditions under which the training is aborted at its n-th checkpoint; `checkpoint()` then is what it left. */
export function interruptedAt(count: number): { conditions: TreeConditions; checkpoint: () => Uint8Array | undefined } {
  const controller = new AbortController();
  let bytes: Uint8Array | undefined;
  let saved = 0;
  return {
    checkpoint: () => bytes,
    conditions: {
      ...conditions,
      signal: controller.signal,
      checkpointSeconds: 0,
      checkpoint: {
        load: () => Promise.resolve(undefined),
        save: (state) => {
          bytes = state;
          if (++saved === count) controller.abort(new Error('drain'));
          return Promise.resolve();
        },
      },
    },
  };
}

export const from = (bytes: Uint8Array | undefined): TreeConditions => ({
  ...conditions,
  checkpoint: { load: () => Promise.resolve(bytes), save: () => Promise.resolve() },
});

export const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
