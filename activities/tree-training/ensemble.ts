import {
  decodeTreeModel,
  encodeEnsemble,
  type EnsembleRequest,
  type TrainedEnsemble,
  type TreeConditions,
  type TreeModel,
  type TreeStopping,
} from '../../science/learning/trees/index.ts';
import type { TreeTrainingParams } from './params.ts';
import type { TreeMethodRun } from './run.ts';

/** A forest or AdaBoost as a method of `runTreeTraining`. @param train gets the iterations to run where they are not the campaign's */
export function ensembleMethod(
  method: 'forest' | 'adaboost',
  params: TreeTrainingParams & { readonly early_stopping: TreeStopping | null },
  train: (
    request: Omit<EnsembleRequest<unknown>, 'params' | 'seed'>,
    conditions: TreeConditions,
    iterations: number | undefined,
  ) => Promise<TrainedEnsemble>,
): TreeMethodRun {
  return {
    method,
    async fit({ inputs, training, validation }, conditions, iterations) {
      const stopping = iterations === undefined ? params.early_stopping : null;
      const request = { metric: params.metric, stopping, training, validation };
      const trained = await train(request, conditions, iterations);
      const { rows, best, stopped, resumed, gain, splits, votes } = trained;
      let model: TreeModel | undefined;
      return {
        rows,
        best,
        stopped,
        resumed,
        kept: votes.length,
        importance: { gain, splits, totalGain: null, cover: null, shap: null },
        encode: (head) => encodeEnsemble(head, trained),
        score: (features) =>
          (model ??= decodeTreeModel(encodeEnsemble({ method, inputs, training: {} }, trained))).score(
            features,
            conditions.threads,
          ),
        free: () => undefined,
      };
    },
  };
}
