import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  adaboostSchema,
  decodeTreeModel,
  encodeEnsemble,
  forestSchema,
  trainAdaboost,
  trainForest,
  type TrainedEnsemble,
  type TreeEvents,
} from '../../science/learning/trees/index.ts';
import { binEvents, fitBins, MISSING, MOST_BINS } from '../../science/learning/trees/ensemble/binning.ts';
import { createGrower } from '../../science/learning/trees/ensemble/grow.ts';
import { leafByCode } from '../../science/learning/trees/ensemble/score.ts';
import { noTrees } from '../../science/learning/trees/ensemble/tree.ts';
import { randomStream } from '../../science/learning/random.ts';
import {
  completeTraining,
  completeValidation,
  conditions,
  from,
  interruptedAt,
  largestDifference,
  names,
  referee,
  training,
  validation,
} from './referee.ts';

const base = { metric: 'loss', stopping: null, seed: 3, training, validation } as const;
const complete = { ...base, training: completeTraining, validation: completeValidation };
const forest = (params: object = {}, more: object = {}, how = conditions) =>
  trainForest({ ...base, params: forestSchema.parse({ trees: 20, ...params }), ...more }, how);
const adaboost = (params: object = {}, more: object = {}, how = conditions) =>
  trainAdaboost({ ...complete, params: adaboostSchema.parse({ estimators: 25, ...params }), ...more }, how);
const modelOf = (method: 'forest' | 'adaboost', trained: TrainedEnsemble) =>
  decodeTreeModel(
    encodeEnsemble({ method, inputs: names.map((feature) => ({ feature, fill: null })), training: {} }, trained),
  );

describe.each(referee.adaboost)('AdaBoost of depth $depth, learning rate $rate', ({ depth, rate, ...expected }) => {
  test("errors, votes, accuracy of each iteration and decisions are scikit-learn's", async () => {
    const trained = await adaboost({ max_depth: depth, learning_rate: rate });
    const of = (column: 'estimator_error' | 'estimator_weight' | 'accuracy' | 'validation_accuracy') =>
      trained.rows.map((row) => row[column] ?? NaN);
    expect(largestDifference(of('estimator_error'), expected.estimator_error)).toBeLessThan(1e-6);
    expect(largestDifference(of('estimator_weight'), expected.estimator_weight)).toBeLessThan(1e-5);
    expect(largestDifference(of('accuracy'), expected.accuracy)).toBeLessThan(1e-6);
    expect(largestDifference(of('validation_accuracy'), expected.test_accuracy)).toBeLessThan(1e-6);
    const decisions = modelOf('adaboost', trained)
      .score(completeValidation.features, 1)
      // scikit-learn counts a vote of two classes as +1 and -1 for each of both
      .map((share) => 4 * share - 2);
    expect(largestDifference(decisions, expected.decision)).toBeLessThan(1e-5);
    // Two features may part a node in the very same way: scikit-learn then takes one by chance
    expect(largestDifference(trained.gain, expected.importance)).toBeLessThan(depth === 1 ? 1e-6 : 0.01);
  });
});

describe('a tree', () => {
  test.each(referee.trees)(
    "of leaves of $leaf events or more scores as scikit-learn's",
    ({ leaf, scores, importance }) => {
      const { features, width, labels, weights } = completeTraining;
      const bins = fitBins(features, width);
      const rules = { maximumDepth: 0, minimumLeafEvents: leaf, featuresPerSplit: width };
      const trees = noTrees();
      const gains = new Float64Array(width);
      const rows = Int32Array.from(labels, (_, row) => row);
      const grow = createGrower(binEvents(features, bins), bins, rules);
      grow(trees, { rows, weights, labels }, gains, new Int32Array(width), randomStream(1, 'test'));
      const judged = binEvents(completeValidation.features, bins);
      const found = scores.map((_, event) => trees.value[leafByCode(trees, 0, judged, event)] as number);
      // Splits of equal gain may be taken of another feature: a few events may differ
      const differing = found.filter((score, event) => Math.abs(score - (scores[event] ?? NaN)) > 1e-6).length;
      expect(differing).toBeLessThanOrEqual(scores.length * 0.1);
      const sum = gains.reduce((total, gain) => total + gain, 0);
      expect(
        largestDifference(
          Array.from(gains, (gain) => gain / sum),
          importance,
        ),
      ).toBeLessThan(0.05);
    },
  );

  test('parts events that lack a value where that is all that tells them apart', async () => {
    const labels = Uint8Array.from({ length: 80 }, (_, i) => i % 2);
    const features = Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 1 ? NaN : i % 7));
    const given: TreeEvents = { features, width: 1, labels, weights: new Float32Array(80).fill(1) };
    const { rows } = await adaboost({ estimators: 1 }, { training: given, validation: given });
    expect(rows[0]?.accuracy).toBe(1);
  });
});

describe('a forest', () => {
  test("out-of-bag error, area and importance lie where scikit-learn's forests of 20 seeds do", async () => {
    const params = { trees: 300, min_leaf_events: 3 };
    const trained = await forest(params, complete);
    const { forest: expected } = referee;
    const near = (value: number | null | undefined, [mean, deviation]: readonly [number, number]) =>
      Math.abs((value ?? NaN) - mean) / deviation;
    expect(near(trained.rows.at(-1)?.out_of_bag_error, expected.out_of_bag_error)).toBeLessThan(4);
    expect(near(trained.rows.at(-1)?.validation_auc, expected.auc)).toBeLessThan(4);
    trained.gain.forEach((share, input) => {
      const [mean, deviation] = [expected.importance[input] ?? NaN, expected.importance_std[input] ?? NaN];
      expect(near(share, [mean, deviation])).toBeLessThan(5);
    });
  });

  test('no event is judged by a tree that has learnt it', async () => {
    const perfect = { ...training, features: training.features.map((_, i) => Math.floor(i / 5)) };
    const memory = await forest({ min_leaf_events: 1, trees: 40 }, { training: perfect });
    // A feature that is the event's number can only be learnt by heart
    expect(memory.rows.at(-1)?.out_of_bag_error).toBeGreaterThan(0.3);
  });

  test('looks at all features where asked, and the trees then differ by their bags alone', async () => {
    const { gain } = await forest({ features_per_split: 'all', trees: 5 });
    expect(gain.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

describe.each([
  ['forest', forest, { max_depth: 6 }],
  ['adaboost', adaboost, { max_depth: 2 }],
] as const)('%s', (method, train, params) => {
  test('gives equal bytes when run again, and the same after an interruption', async () => {
    const encoded = (trained: TrainedEnsemble) => encodeEnsemble({ method, inputs: [], training: {} }, trained);
    const undisturbed = await train(params);
    expect(encoded(await train(params))).toEqual(encoded(undisturbed));
    const interrupted = interruptedAt(7);
    await expect(train(params, {}, interrupted.conditions)).rejects.toThrow('drain');
    const resumed = await train(params, {}, from(interrupted.checkpoint()));
    expect(resumed.resumed).toBe(7);
    expect(encoded(resumed)).toEqual(encoded(undisturbed));
    expect(resumed).toEqual({ ...undisturbed, resumed: 7 });
  });

  test('a written model scores as the last row of the history says, missing values included', async () => {
    const trained = await train(params, { training, validation });
    const scores = modelOf(method, trained).score(validation.features, 1);
    let [right, sum] = [0, 0];
    scores.forEach((score, event) => {
      const weight = validation.weights[event] as number;
      sum += weight;
      if (score >= 0.5 === (validation.labels[event] === 1)) right += weight;
    });
    expect(right / sum).toBeCloseTo(trained.rows.at(-1)?.validation_accuracy ?? NaN, 6);
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1 + 1e-6);
  });

  test('ends early and keeps the best iteration', async () => {
    const early = { metric: 'auc', stopping: { patience: 4, minimum_improvement: 0 } };
    const { rows, best, votes, trees } = await train(
      { ...params, [method === 'forest' ? 'trees' : 'estimators']: 400 },
      early,
    );
    expect(rows).toHaveLength(best + 4);
    expect(votes).toHaveLength(best);
    expect(trees.roots).toHaveLength(best + 1);
    expect(votes.reduce((total, vote) => total + vote, 0)).toBeCloseTo(1, 12);
  });
});

describe('AdaBoost', () => {
  test('ends with a tree that makes no error', async () => {
    const separable = {
      ...completeTraining,
      features: completeTraining.features.map((_, i) => completeTraining.labels[Math.floor(i / 5)] as number),
    };
    const { rows, stopped } = await adaboost({}, { training: separable, validation: separable });
    expect(stopped).toBe('perfect');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ accuracy: 1, validation_auc: 1, estimator_error: 0 });
  });

  test('refuses features that tell nothing', async () => {
    const constant = {
      ...completeTraining,
      features: completeTraining.features.fill.call(completeTraining.features.slice(), 1),
      weights: Float32Array.from(completeTraining.labels, (label) =>
        label === 1
          ? 1 / completeTraining.labels.filter((l) => l === 1).length
          : 1 / completeTraining.labels.filter((l) => l === 0).length,
      ),
    };
    await expect(adaboost({}, { training: constant })).rejects.toMatchObject({ code: 'useless-estimator' });
  });
});

describe('bins', () => {
  const column = fc.array(
    fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 })),
    { minLength: 1, maxLength: 600 },
  );

  test('keep the order of values, and equal values together', () => {
    fc.assert(
      fc.property(column, (values) => {
        const features = Float32Array.from(values);
        const { codes } = binEvents(features, fitBins(features, 1));
        const order = [...features.keys()].sort((a, b) => (features[a] as number) - (features[b] as number));
        order.slice(1).forEach((row, i) => {
          const before = order[i] as number;
          expect(codes[before]).toBeLessThanOrEqual(codes[row] as number);
          if (features[before] === features[row]) expect(codes[before]).toBe(codes[row]);
        });
        const distinct = new Set(features.map((value) => value + 0)).size;
        if (distinct <= MOST_BINS) expect(new Set(codes).size).toBe(distinct);
      }),
    );
  });

  test('hold about equal numbers of events, and a missing value has a code of its own', () => {
    const stream = randomStream(5, 'bins');
    const features = Float32Array.from({ length: 25_500 }, (_, i) => (i % 10 === 0 ? NaN : stream.uniform() ** 3));
    const { codes } = binEvents(features, fitBins(features, 1));
    const counts = new Int32Array(256);
    for (const code of codes) counts[code] = (counts[code] as number) + 1;
    expect(counts[MISSING]).toBe(2550);
    expect(Math.min(...counts.subarray(0, MOST_BINS))).toBeGreaterThanOrEqual(80);
    expect(Math.max(...counts.subarray(0, MOST_BINS))).toBeLessThanOrEqual(100);
  });
});
