import type { AnyTaskDefinition } from '../schemas/index.ts';
import { aggregate } from '../activities/aggregate/index.ts';
import { automl } from '../activities/automl/index.ts';
import { challenge } from '../activities/challenge/index.ts';
import { combine } from '../activities/combine/index.ts';
import { compare } from '../activities/compare/index.ts';
import { compareMethods } from '../activities/compare-methods/index.ts';
import { countTemplates } from '../activities/count-templates/index.ts';
import { cutAndCount } from '../activities/cut-and-count/index.ts';
import { dropoutConvergence } from '../activities/dropout-convergence/index.ts';
import { dropoutSampling } from '../activities/dropout-sampling/index.ts';
import { evaluate } from '../activities/evaluate/index.ts';
import { exclusionPlane } from '../activities/exclusion-plane/index.ts';
import { figures } from '../activities/figures/index.ts';
import { fit } from '../activities/fit/index.ts';
import { ingest } from '../activities/ingest/index.ts';
import { ingestCsv } from '../activities/ingest-csv/index.ts';
import { ingestEventsCsv } from '../activities/ingest-events-csv/index.ts';
import { ingestParquet } from '../activities/ingest-parquet/index.ts';
import { limits } from '../activities/limits/index.ts';
import { networkWeights } from '../activities/network-weights/index.ts';
import { predict } from '../activities/predict/index.ts';
import { predictAutoml } from '../activities/predict-automl/index.ts';
import { predictTrees } from '../activities/predict-trees/index.ts';
import { correlations } from '../activities/correlations/index.ts';
import { histograms } from '../activities/histograms/index.ts';
import { profile } from '../activities/profile/index.ts';
import { rank } from '../activities/rank/index.ts';
import { plotCurves } from '../activities/plot-curves/index.ts';
import { plotDistributions } from '../activities/plot-distributions/index.ts';
import { plotMatrix } from '../activities/plot-matrix/index.ts';
import { reportPage } from '../activities/report-page/index.ts';
import { tableKind } from '../activities/table/index.ts';
import { report } from '../activities/report/index.ts';
import { scanScores } from '../activities/scan-scores/index.ts';
import { compareSamples } from '../activities/compare-samples/index.ts';
import { sampleGenerator } from '../activities/sample-generator/index.ts';
import { trainGeneratorKind } from '../activities/train-generator/index.ts';
import { select } from '../activities/select/index.ts';
import { significance } from '../activities/significance/index.ts';
import { split } from '../activities/split/index.ts';
import { templates } from '../activities/templates/index.ts';
import { studyReport } from '../activities/study-report/index.ts';
import { train } from '../activities/train/index.ts';
import { trainAdaboost } from '../activities/train-adaboost/index.ts';
import { trainErrorBoosting } from '../activities/train-error-boosting/index.ts';
import { trainForest } from '../activities/train-forest/index.ts';
import { trainXgboost } from '../activities/train-xgboost/index.ts';
import { toyLimits } from '../activities/toy-limits/index.ts';
import { toys } from '../activities/toys/index.ts';
import { transferMatrix } from '../activities/transfer-matrix/index.ts';
import { weigh } from '../activities/weigh/index.ts';

const definitions: readonly AnyTaskDefinition[] = [
  ingest,
  ingestCsv,
  ingestEventsCsv,
  ingestParquet,
  select,
  weigh,
  split,
  trainGeneratorKind,
  sampleGenerator,
  compareSamples,
  train,
  trainErrorBoosting,
  trainXgboost,
  trainForest,
  trainAdaboost,
  automl,
  predict,
  dropoutSampling,
  dropoutConvergence,
  predictTrees,
  predictAutoml,
  networkWeights,
  cutAndCount,
  compare,
  scanScores,
  evaluate,
  challenge,
  significance,
  compareMethods,
  templates,
  countTemplates,
  combine,
  limits,
  exclusionPlane,
  toys,
  toyLimits,
  fit,
  transferMatrix,
  figures,
  report,
  histograms,
  profile,
  rank,
  aggregate,
  correlations,
  plotDistributions,
  plotCurves,
  plotMatrix,
  tableKind,
  reportPage,
  studyReport,
];

/** The task kinds that come with Umbra, by name. */
export const builtInKinds: ReadonlyMap<string, AnyTaskDefinition> = new Map(
  definitions.map((definition) => [definition.kind, definition]),
);
