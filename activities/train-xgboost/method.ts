import {
  encodeBooster,
  trainXgboost,
  xgboostImportance,
  xgboostSchema,
  type TreeEvents,
} from '../../science/learning/trees/index.ts';
import type { TreeMethodRun } from '../tree-training/run.ts';
import type { TrainXgboostParams } from './params.ts';

/** XGBoost as a method of `runTreeTraining`. */
export function xgboostMethod(params: TrainXgboostParams, seed: number): TreeMethodRun {
  const own = xgboostSchema.strip().parse(params);
  return {
    method: 'xgboost',
    async fit({ inputs, training, validation }, conditions, iterations) {
      const names = inputs.map(({ feature }) => feature);
      const trained = await trainXgboost(
        {
          params: iterations === undefined ? own : { ...own, rounds: iterations },
          metric: params.metric,
          stopping: iterations === undefined ? params.early_stopping : null,
          seed,
          training,
          validation,
          names,
        },
        conditions,
      );
      const { booster, rows, best, stopped, resumed } = trained;
      const { threads } = conditions;
      const explained = iterations === undefined ? params.shap_events : 0;
      return {
        rows,
        best,
        stopped,
        resumed,
        kept: booster.rounds(),
        importance: xgboostImportance(booster, names, explained > 0 ? spread(validation, explained) : null, threads),
        encode: (modelHead) => encodeBooster(modelHead, booster),
        score: (features) => booster.predict({ features, width: inputs.length }, threads),
        free: booster.free,
      };
    },
  };
}

/** Every n-th event, so that there are at most so many and all samples are among them. */
function spread({ features, width, labels, weights }: TreeEvents, most: number): TreeEvents {
  const stride = Math.max(1, Math.ceil(labels.length / most));
  const rows = Int32Array.from({ length: Math.ceil(labels.length / stride) }, (_, index) => index * stride);
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    chosen.set(features.subarray(row * width, (row + 1) * width), index * width);
  });
  return {
    features: chosen,
    width,
    labels: Uint8Array.from(rows, (row) => labels[row] as number),
    weights: Float32Array.from(rows, (row) => weights[row] as number),
  };
}
