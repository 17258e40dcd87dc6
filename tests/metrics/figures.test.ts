import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { permutation, randomStream } from '../../science/learning/random.ts';
import {
  bootstrapIntervals,
  calibrationBins,
  calibrationEdges,
  confusionFigures,
  createScoreFigures,
  expectedCalibrationError,
  kolmogorovSmirnov,
  permutationProbability,
  rankByFallingScore,
  type ScoredEvents,
} from '../../science/metrics/index.ts';

// Published counts: [tn, fp, fn, tp] with accuracy, F1 and kappa (HEPMASS, 1000 and 500 GeV)
test.each([
  [
    [22685, 2446, 1806, 23063],
    [0.91496, 0.915598, 0.829938],
  ],
  [
    [15299, 9650, 7179, 17872],
    [0.66342, 0.679893, 0.326701],
  ],
])('the confusion matrix %j gives the known figures', ([tn = 0, fp = 0, fn = 0, tp = 0], [accuracy, f1, kappa]) => {
  const found = confusionFigures({ true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn });
  expect(found.accuracy).toBeCloseTo(accuracy ?? NaN, 6);
  expect(found.f1).toBeCloseTo(f1 ?? NaN, 6);
  expect(found.kappa).toBeCloseTo(kappa ?? NaN, 6);
});

const event = fc.record({
  score: fc.integer({ min: 0, max: 20 }).map((value) => value / 20),
  weight: fc.double({ min: 0.01, max: 2, noNaN: true }),
  label: fc.integer({ min: 0, max: 1 }),
});
const someEvents = fc.array(event, { minLength: 1, maxLength: 60 }).map((list): ScoredEvents => {
  const all = [...list, { score: 0.7, weight: 1, label: 1 }, { score: 0.2, weight: 1, label: 0 }];
  return {
    scores: Float64Array.from(all, ({ score }) => score),
    weights: Float64Array.from(all, ({ weight }) => weight),
    labels: Int8Array.from(all, ({ label }) => label),
  };
});

const rules = { threshold: 0.5, edges: [0, 0.25, 0.5, 0.75, 1] };

describe('figures', () => {
  test('with multiplicities are those of events that are there so often', () => {
    fc.assert(
      fc.property(someEvents, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (events, stream) => {
        const times = Float64Array.from(events.scores, () => stream.next().value as number);
        times[times.length - 1] = times[times.length - 2] = 1;
        const rows = [...times].flatMap((count, row) => Array.from({ length: count }, () => row));
        const repeated = {
          scores: Float64Array.from(rows, (row) => events.scores[row] as number),
          weights: Float64Array.from(rows, (row) => events.weights[row] as number),
          labels: Int8Array.from(rows, (row) => events.labels[row] as number),
        };
        const found = createScoreFigures(events, rankByFallingScore(events.scores), rules)(times);
        const expected = createScoreFigures(repeated, rankByFallingScore(repeated.scores), rules)();
        for (const [name, value] of Object.entries(expected) as [keyof typeof expected, number][])
          expect(found[name], name).toBeCloseTo(value, 9);
      }),
    );
  });

  test('the bins of the calibration hold all events once, of equal weight where asked', () => {
    const stream = randomStream(3, 'calibration');
    const scores = Float64Array.from({ length: 5000 }, () => stream.uniform() ** 2);
    const events = {
      scores,
      weights: Float64Array.from(scores, () => 0.5 + stream.uniform()),
      labels: Int8Array.from(scores, (score) => (stream.uniform() < score ? 1 : 0)),
    };
    const total = events.weights.reduce((sum, weight) => sum + weight, 0);
    for (const cut of ['width', 'weight'] as const) {
      const bins = calibrationBins(events, calibrationEdges(events, rankByFallingScore(scores), 8, cut));
      expect(bins).toHaveLength(8);
      expect(bins.reduce((sum, { events: count }) => sum + count, 0)).toBe(5000);
      if (cut === 'weight')
        for (const { sum_of_weights: sum } of bins) expect(Math.abs(sum / total - 1 / 8)).toBeLessThan(0.001);
      // The scores are the probabilities
      expect(expectedCalibrationError(bins)).toBeLessThan(0.03);
    }
  });
});

describe('bootstrap intervals', () => {
  const mean = (values: Float64Array) => (times: Float64Array) => {
    let [sum, count] = [0, 0];
    values.forEach((value, i) => {
      sum += value * (times[i] as number);
      count += times[i] as number;
    });
    return { mean: sum / count };
  };
  const uniform = (resample: number) => randomStream(11, 'test', resample).uniform;
  const values = Float64Array.from({ length: 900 }, (_, i) => Math.sin(i * 37.7) * 3);
  const alone = { of: Int32Array.from(values.keys()), count: values.length };

  test('of a mean have its standard error, and hold it with the probability asked for', async () => {
    const { mean: found } = await bootstrapIntervals(
      mean(values),
      alone,
      { resamples: 2000, confidence: 0.9 },
      uniform,
    );
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
    const error = spread / Math.sqrt(values.length);
    expect(found?.error).toBeGreaterThan(error * 0.93);
    expect(found?.error).toBeLessThan(error * 1.07);
    expect(((found?.high ?? NaN) - (found?.low ?? NaN)) / error).toBeCloseTo(2 * 1.645, 0);
  });

  test('of groups of equal events are as wide as those of the groups', async () => {
    const tripled = Float64Array.from({ length: 900 }, (_, i) => values[Math.floor(i / 3)] as number);
    const groups = { of: Int32Array.from(tripled.keys(), (i) => Math.floor(i / 3)), count: 300 };
    const how = { resamples: 400, confidence: 0.9 };
    const { mean: grouped } = await bootstrapIntervals(mean(tripled), groups, how, uniform);
    const { mean: naive } = await bootstrapIntervals(mean(tripled), alone, how, uniform);
    expect((grouped?.error ?? NaN) / (naive?.error ?? NaN)).toBeCloseTo(Math.sqrt(3), 0);
  });

  test('leave out resamples that have no such figure, and figures that have none at all', async () => {
    const figures = (times: Float64Array) => ({ never: NaN, sometimes: times[0] === 0 ? NaN : 1 });
    const found = await bootstrapIntervals(figures, alone, { resamples: 50, confidence: 0.5 }, uniform);
    expect(found).toEqual({ sometimes: { error: 0, low: 1, high: 1 } });
  });
});

describe('train and test', () => {
  const shuffle = (count: number, number: number) => permutation(count, randomStream(2, 'shuffle', number));
  const sampled = (shift: number, seed: number) => {
    const stream = randomStream(seed, 'scores');
    const first = Uint8Array.from({ length: 400 }, (_, i) => i % 2);
    const scores = Float64Array.from(first, (of) => stream.uniform() + (of === 1 ? shift : 0));
    return { scores, weights: Float64Array.from(scores, () => 0.5 + stream.uniform()), first };
  };
  const alone = { of: Int32Array.from({ length: 400 }, (_, i) => i), count: 400 };

  test('of one distribution have a permutation probability that is about uniform, of two a small one', async () => {
    const same = await Promise.all(
      Array.from({ length: 60 }, (_, seed) => permutationProbability(sampled(0, seed), alone, 99, shuffle)),
    );
    const average = same.reduce((sum, p) => sum + p, 0) / same.length;
    expect(average).toBeGreaterThan(0.35);
    expect(average).toBeLessThan(0.65);
    expect(await permutationProbability(sampled(0.3, 1), alone, 99, shuffle)).toBe(0.01);
  });

  test('a common factor on the weights of a sample changes nothing, equal samples are not apart', () => {
    const samples = sampled(0.1, 4);
    const { distance, probability } = kolmogorovSmirnov(samples);
    const scaled = samples.weights.map((weight, i) => (samples.first[i] === 1 ? weight * 1000 : weight));
    const found = kolmogorovSmirnov({ ...samples, weights: scaled });
    expect(found.distance).toBeCloseTo(distance, 12);
    expect(found.probability).toBeCloseTo(probability, 12);
    const twice = Float64Array.from({ length: 400 }, (_, i) => Math.floor(i / 2) / 200);
    const even = { ...samples, scores: twice, weights: new Float64Array(400).fill(1) };
    expect(kolmogorovSmirnov(even)).toEqual({ distance: 0, probability: 1 });
  });
});
