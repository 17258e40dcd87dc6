import { FIGURES, type EvaluatedPart } from '../../schemas/results/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import {
  areasOneVersusRest,
  bootstrapIntervals,
  calibrationBins,
  calibrationEdges,
  classFigures,
  confusionAt,
  confusionOfClasses,
  createScoreFigures,
  logLossOfClasses,
  precisionRecallCurve,
  rankByFallingScore,
  rocCurve,
  scanThresholds,
  thinEvenly,
  youdenThreshold,
  type ClassFigures,
} from '../../science/metrics/index.ts';
import { bestSignificance } from '../../science/statistics/index.ts';
import { InputError } from '../../schemas/index.ts';
import { classSums, type EvaluatedEvents } from './events.ts';
import type { EvaluateParams } from './params.ts';

type Thresholds = Pick<EvaluatedPart, 'chosen' | 'youden' | 'best_significance'>;

/** Everything about one table's events of one subset. @param after awaited after each resample, told its number */
export async function judge(
  events: EvaluatedEvents,
  params: EvaluateParams,
  seed: number,
  after: (done: number) => void | Promise<void>,
): Promise<EvaluatedPart> {
  const { table, part, scores, labels, physical, weights, groups } = events;
  const order = rankByFallingScore(scores);
  const weighted = { scores, labels, weights };
  const scan = scanThresholds(weighted, order);
  const thresholds = thresholdsOf(events, order, params);
  // A score that is no probability has no calibration
  const probability = scores.every((score) => score >= 0 && score <= 1);
  const edges = calibrationEdges(weighted, order, params.calibration.bins, params.calibration.cut);
  const figuresOf = createScoreFigures(weighted, order, { threshold: thresholds.chosen.threshold, edges });
  const { bootstrap } = params;
  const intervals =
    bootstrap === null
      ? {}
      : await bootstrapIntervals(
          figuresOf,
          groups,
          bootstrap,
          (resample) => randomStream(seed, 'evaluation', resample).uniform,
          after,
        );
  const figures = figuresOf();
  const roc = rocCurve(scan);
  const curve = precisionRecallCurve(scan);
  const rocPoints = thinEvenly(roc.signalEfficiency, params.curve_points);
  const curvePoints = thinEvenly(curve.recall, params.curve_points);
  const at = (values: Float64Array, points: readonly number[]) => points.map((point) => finite(values[point]));
  const [background, signal] = classSums(physical, labels);
  const signals = labels.reduce<number>((sum, label) => sum + label, 0);
  return {
    table,
    part,
    signal: events.signal,
    events: { signal: signals, background: labels.length - signals },
    sum_of_weights: { signal, background },
    figures: Object.fromEntries(
      FIGURES.map((name) => {
        const known = probability || !['log_loss', 'brier', 'calibration_error'].includes(name);
        const interval = known ? intervals[name] : undefined;
        return [
          name,
          {
            value: known ? finite(figures[name]) : null,
            error: interval?.error ?? null,
            low: interval?.low ?? null,
            high: interval?.high ?? null,
          },
        ];
      }),
    ) as EvaluatedPart['figures'],
    ...thresholds,
    calibration: probability
      ? calibrationBins(weighted, edges).map((bin) => ({
          ...bin,
          mean_score: finite(bin.mean_score),
          signal_share: finite(bin.signal_share),
        }))
      : [],
    classes: classesOf(events),
    roc: {
      background_efficiency: at(roc.backgroundEfficiency, rocPoints),
      signal_efficiency: at(roc.signalEfficiency, rocPoints),
    },
    precision_recall: { recall: at(curve.recall, curvePoints), precision: at(curve.precision, curvePoints) },
  };
}

function classesOf({ classes, weights }: EvaluatedEvents): EvaluatedPart['classes'] {
  if (classes === undefined) return null;
  const { names, scores, labels } = classes;
  const count = names.length;
  const events = { scores, classes: count, labels, weights };
  const confusion = confusionOfClasses(events);
  const figures = Object.entries<number>({ ...classFigures(confusion, count) }).map(([name, value]) => [
    name,
    finite(value),
  ]);
  return {
    names,
    confusion: names.map((_, row) => [...confusion.subarray(row * count, (row + 1) * count)]),
    ...(Object.fromEntries(figures) as Record<keyof ClassFigures, number | null>),
    log_loss: finite(logLossOfClasses(events)),
    auc: areasOneVersusRest(events).map(finite),
  };
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** @throws InputError `no-threshold` where the one that the campaign asks for does not exist */
function thresholdsOf(events: EvaluatedEvents, order: Int32Array, params: EvaluateParams): Thresholds {
  const { scores, labels, physical, weights, table } = events;
  const confusion = (threshold: number) => confusionAt(scores, labels, weights, threshold);
  const youden = youdenThreshold(scanThresholds({ scores, labels, weights }, order));
  const best = bestSignificance(
    scanThresholds({ scores, labels, weights: physical }, order),
    params.minimum_effective_background,
  );
  const { threshold: asked } = params;
  const chosen = typeof asked === 'number' ? asked : asked === 'youden' ? youden?.threshold : best?.threshold;
  if (chosen === undefined)
    throw new InputError(
      'no-threshold',
      `no threshold leaves ${params.minimum_effective_background} effective background events`,
      {
        place: { sample: table },
        mend: "give a threshold as a number, ask for 'youden', or lower minimum_effective_background",
      },
    );
  return {
    chosen: { threshold: chosen, confusion: confusion(chosen) },
    youden: youden === undefined ? null : { ...youden, confusion: confusion(youden.threshold) },
    best_significance:
      best === undefined
        ? null
        : {
            threshold: best.threshold,
            confusion: confusion(best.threshold),
            significance: best.significance,
            error: best.error,
            background_effective: best.backgroundEffective,
          },
  };
}
