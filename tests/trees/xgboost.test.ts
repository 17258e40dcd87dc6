import { describe, expect, test } from 'vitest';
import {
  decodeTreeModel,
  encodeBooster,
  trainXgboost,
  xgboostImportance,
  xgboostSchema,
  type XgboostRequest,
} from '../../science/learning/trees/index.ts';
import { conditions, from, interruptedAt, largestDifference, names, referee, training, validation } from './referee.ts';

const request = (params: object = {}, more: Partial<XgboostRequest> = {}): XgboostRequest => ({
  params: xgboostSchema.parse({ rounds: 12, learning_rate: 0.3, max_depth: 4, ...params }),
  metric: 'loss',
  stopping: null,
  seed: 7,
  training,
  validation,
  names,
  ...more,
});
const bytes = async (given: XgboostRequest, how = conditions) => {
  const { booster } = await trainXgboost(given, how);
  const saved = booster.save();
  booster.free();
  return saved;
};

const forms = {
  plain: {},
  regularised: { scale_pos_weight: 2.5, reg_lambda: 3, reg_alpha: 0.5, min_split_loss: 0.2, min_child_weight: 5 },
};

describe.each(Object.entries(forms))('XGBoost %s', (form, params) => {
  const expected = referee.xgboost[form as keyof typeof forms];

  test('scores, loss and area are those of Python on the same events with weights and missing values', async () => {
    const { booster, rows } = await trainXgboost(request(params), conditions);
    const scores = booster.predict({ features: validation.features, width: validation.width }, 1);
    expect(largestDifference(scores, expected.scores)).toBeLessThan(1e-6);
    expect(rows.at(-1)?.validation_loss).toBeCloseTo(expected.loss, 6);
    expect(rows.at(-1)?.validation_auc).toBeCloseTo(expected.auc, 6);
    booster.free();
  });

  test('importances are those of Python', async () => {
    const { booster } = await trainXgboost(request(params), conditions);
    const found = xgboostImportance(booster, names, validation, 1);
    const relative = (a: readonly number[] | null, b: readonly number[]) =>
      largestDifference(a ?? [], b) / Math.max(...b);
    expect(relative(found.gain, expected.gain)).toBeLessThan(1e-5);
    expect(relative(found.totalGain, expected.total_gain)).toBeLessThan(1e-5);
    expect(relative(found.cover, expected.cover)).toBeLessThan(1e-5);
    expect(found.splits).toEqual(expected.weight);
    expect(relative(found.shap, expected.shap)).toBeLessThan(1e-5);
    booster.free();
  });
});

const sampling = { subsample: 0.7, colsample_bynode: 0.6, rounds: 60 };

describe('a training', () => {
  test('gives equal bytes when run again, and others with another seed where it draws', async () => {
    const once = await bytes(request(sampling));
    expect(await bytes(request(sampling))).toEqual(once);
    expect(await bytes(request(sampling, { seed: 8 }))).not.toEqual(once);
  });

  test.each([
    ['without sampling', { rounds: 20 }, 13],
    ['with sampling, in its first segment of rounds', sampling, 1],
    ['with sampling, in a later one', sampling, 20],
  ])('gives the same bytes after an interruption %s', async (_, params, count) => {
    const undisturbed = await bytes(request(params));
    const interrupted = interruptedAt(count);
    await expect(trainXgboost(request(params), interrupted.conditions)).rejects.toThrow('drain');
    const resumed = await trainXgboost(request(params), from(interrupted.checkpoint()));
    expect(resumed.resumed).toBeGreaterThan(0);
    expect(resumed.rows).toHaveLength(params.rounds);
    expect(resumed.booster.save()).toEqual(undisturbed);
    resumed.booster.free();
  });

  test("does not take another training's checkpoint, nor a damaged one", async () => {
    const interrupted = interruptedAt(5);
    await expect(trainXgboost(request({ rounds: 20 }), interrupted.conditions)).rejects.toThrow('drain');
    const state = interrupted.checkpoint();
    const other = await trainXgboost(request({ rounds: 20, max_depth: 3 }), from(state));
    expect(other.resumed).toBeUndefined();
    const damaged = await trainXgboost(request(), from(Uint8Array.of(1, 2, 3)));
    expect(damaged.resumed).toBeUndefined();
    for (const { booster } of [other, damaged]) booster.free();
  });

  test('ends early and keeps the best round, by each metric', async () => {
    for (const metric of ['loss', 'auc', 'accuracy'] as const) {
      const stopping = { patience: 5, minimum_improvement: 0 };
      const given = request({ rounds: 500, learning_rate: 0.5 }, { metric, stopping });
      const { rows, best, stopped, booster } = await trainXgboost(given, conditions);
      expect(stopped).toBe('early');
      expect(rows).toHaveLength(best + 5);
      expect(booster.rounds()).toBe(best);
      const merit = rows.map((row) => (metric === 'loss' ? -row.validation_loss : row[`validation_${metric}`]));
      expect(merit.indexOf(Math.max(...merit))).toBe(best - 1);
      booster.free();
    }
  });

  test('balances the classes where asked: the mean score moves towards a half', async () => {
    const few = { ...training, weights: training.weights.map((w, i) => (training.labels[i] === 1 ? w / 50 : w)) };
    const mean = async (factor: 1 | 'balance') => {
      const given = request({ scale_pos_weight: factor }, { training: few });
      const { booster } = await trainXgboost(given, conditions);
      const scores = booster.predict({ features: validation.features, width: validation.width }, 1);
      booster.free();
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    expect(await mean(1)).toBeLessThan(0.1);
    expect(await mean('balance')).toBeGreaterThan(0.3);
  });

  test('refuses a negative weight', async () => {
    const weights = training.weights.slice();
    weights[3] = -1;
    const given = request({}, { training: { ...training, weights } });
    await expect(trainXgboost(given, conditions)).rejects.toMatchObject({ code: 'weight-negative' });
  });
});

test('a model that is written and read scores the same, also a part of the events', async () => {
  const { booster } = await trainXgboost(request(), conditions);
  const inputs = names.map((feature) => ({ feature, fill: null }));
  const model = decodeTreeModel(encodeBooster({ method: 'xgboost', inputs, training: { seed: 7 } }, booster));
  booster.free();
  expect(model).toMatchObject({ method: 'xgboost', inputs, iterations: 12, training: { seed: 7 } });
  const all = model.score(validation.features, 1);
  expect(largestDifference(all, referee.xgboost.plain.scores)).toBeLessThan(1e-6);
  expect(model.score(validation.features.subarray(50 * 5), 2)).toEqual(all.subarray(50));
  expect(model.score(new Float32Array(0), 1)).toHaveLength(0);
  model.free();
});
