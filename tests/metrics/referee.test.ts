import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  areasOneVersusRest,
  areaUnderCurve,
  averagePrecision,
  brierScore,
  calibrationBins,
  calibrationEdges,
  classFigures,
  confusionAt,
  confusionFigures,
  confusionOfClasses,
  createScoreFigures,
  expectedCalibrationError,
  kolmogorovProbability,
  kolmogorovSmirnov,
  logLoss,
  logLossOfClasses,
  precisionRecallCurve,
  rankByFallingScore,
  rankedArea,
  scanThresholds,
  youdenThreshold,
} from '../../science/metrics/index.ts';

const numbers = z.array(z.number());
const figures = {
  accuracy: z.number(),
  balanced_accuracy: z.number(),
  kappa: z.number(),
};
/** What scikit-learn 1.9.1 and SciPy 1.17.1 make of weighted events with ties (tests/fixtures/metrics/referee.py). */
const referee = z
  .object({
    labels: numbers,
    scores: numbers,
    weights: numbers,
    auc: z.number(),
    average_precision: z.number(),
    brier: z.number(),
    log_loss: z.number(),
    calibration_error: z.record(z.string(), z.number()),
    thresholds: z.array(
      z.object({
        ...figures,
        threshold: z.number(),
        confusion: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        precision: z.number(),
        recall: z.number(),
        specificity: z.number(),
        f1: z.number(),
        matthews: z.number(),
      }),
    ),
    youden: z.tuple([z.number(), z.number()]),
    precision_recall: z.tuple([numbers, numbers]),
    first: numbers,
    kolmogorov: z.object({ distance: z.number(), probability: z.number() }),
    kolmogorov_limit: z.array(z.tuple([z.number(), z.number()])),
    classes: z.object({
      ...figures,
      truth: numbers,
      shares: z.array(numbers),
      confusion: numbers,
      macro_precision: z.number(),
      macro_recall: z.number(),
      macro_f1: z.number(),
      auc: numbers,
      log_loss: z.number(),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/metrics/referee.json', import.meta.url), 'utf8')));

const events = {
  scores: Float64Array.from(referee.scores),
  labels: Int8Array.from(referee.labels),
  weights: Float64Array.from(referee.weights),
};
const order = rankByFallingScore(events.scores);
const scan = scanThresholds(events, order);

/** Every number of `expected` is met by the like-named one. */
function expectClose(found: object, expected: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(expected))
    expect((found as Record<string, number>)[name], name).toBeCloseTo(value, 10);
}

describe("figures are scikit-learn's", () => {
  test('areas, loss, Brier', () => {
    expect(areaUnderCurve(scan)).toBeCloseTo(referee.auc, 12);
    expect(rankedArea(events, order)).toBeCloseTo(referee.auc, 12);
    expect(averagePrecision(scan)).toBeCloseTo(referee.average_precision, 12);
    expect(brierScore(events)).toBeCloseTo(referee.brier, 12);
    expect(logLoss(events)).toBeCloseTo(referee.log_loss, 12);
  });

  test('the precision-recall curve', () => {
    const { precision, recall } = precisionRecallCurve(scan);
    const [expectedPrecision, expectedRecall] = referee.precision_recall;
    expect(precision).toHaveLength(expectedPrecision.length);
    precision.forEach((value, i) => {
      expect(value).toBeCloseTo(expectedPrecision[i] ?? NaN, 10);
    });
    recall.forEach((value, i) => {
      expect(value).toBeCloseTo(expectedRecall[i] ?? NaN, 10);
    });
  });

  test.each(referee.thresholds)('at the threshold $threshold', ({ threshold, confusion, ...expected }) => {
    const matrix = confusionAt(events.scores, events.labels, events.weights, threshold);
    const { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn } = matrix;
    [tp, fp, tn, fn].forEach((cell, i) => {
      expect(cell).toBeCloseTo(confusion[i] ?? NaN, 10);
    });
    expectClose(confusionFigures(matrix), expected);
    const rules = { threshold, edges: calibrationEdges(events, order, 10, 'width') };
    const { auc, average_precision, brier, log_loss } = referee;
    const all = { ...expected, auc, average_precision, brier, log_loss };
    expectClose(createScoreFigures(events, order, rules)(), {
      ...all,
      calibration_error: referee.calibration_error['10'] ?? NaN,
    });
  });

  test.each([5, 10])('the calibration error in %i bins', (bins) => {
    const found = calibrationBins(events, calibrationEdges(events, order, bins, 'width'));
    expect(expectedCalibrationError(found)).toBeCloseTo(referee.calibration_error[bins] ?? NaN, 12);
  });

  test("Youden's threshold", () => {
    const [threshold, index] = referee.youden;
    const found = youdenThreshold(scan);
    expect(found?.threshold).toBe(threshold);
    expect(found?.index).toBeCloseTo(index, 12);
  });

  test('of three classes', () => {
    const { truth, shares, confusion, auc, log_loss, ...expected } = referee.classes;
    const classified = {
      scores: Float64Array.from(shares.flat()),
      classes: 3,
      labels: truth,
      weights: events.weights,
    };
    const matrix = confusionOfClasses(classified);
    matrix.forEach((cell, i) => {
      expect(cell).toBeCloseTo(confusion[i] ?? NaN, 10);
    });
    expectClose(classFigures(matrix, 3), expected);
    areasOneVersusRest(classified).forEach((area, i) => {
      expect(area).toBeCloseTo(auc[i] ?? NaN, 10);
    });
    expect(logLossOfClasses(classified)).toBeCloseTo(log_loss, 10);
  });
});

describe("Kolmogorov and Smirnov's numbers are SciPy's", () => {
  test('distance and probability of two samples', () => {
    const weights = new Float64Array(events.scores.length).fill(1);
    const found = kolmogorovSmirnov({ scores: events.scores, weights, first: Uint8Array.from(referee.first) });
    expect(found.distance).toBeCloseTo(referee.kolmogorov.distance, 12);
    expect(found.probability).toBeCloseTo(referee.kolmogorov.probability, 10);
  });

  test.each(referee.kolmogorov_limit)('the limiting distribution at %f', (x, expected) => {
    expect(kolmogorovProbability(x)).toBeCloseTo(expected, 10);
  });
});
