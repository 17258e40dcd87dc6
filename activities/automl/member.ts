import type { CheckpointStore, Progress } from '../../schemas/index.ts';
import { inferScores, namedTensors, type Model } from '../../science/learning/index.ts';
import { encodeModel } from '../../science/learning/model-file/index.ts';
import type { Candidate } from '../../science/learning/portfolio/index.ts';
import { adaboostSchema, forestSchema, trainAdaboost, trainForest } from '../../science/learning/trees/index.ts';
import { trainNetwork } from '../../science/learning/training/index.ts';
import { ensembleMethod } from '../tree-training/ensemble.ts';
import type { PreparedTrees } from '../tree-training/prepare.ts';
import type { TreeMethodRun } from '../tree-training/run.ts';
import { trainAdaboostParams } from '../train-adaboost/params.ts';
import { trainForestParams } from '../train-forest/params.ts';
import { xgboostMethod } from '../train-xgboost/method.ts';
import { trainXgboostParams } from '../train-xgboost/params.ts';
import { trainParams } from '../train/params.ts';
import type { PreparedEvents } from '../train/prepare.ts';
import { architectureOf } from '../train/request.ts';
import type { AutomlParams } from './params.ts';

/** What a candidate is trained on; the events and their order are the same in both. */
export interface PortfolioEvents {
  readonly networks: PreparedEvents;
  readonly trees: PreparedTrees;
}

export interface MemberConditions {
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly checkpoint: CheckpointStore;
}

export interface TrainedMember {
  readonly iterations: number;
  readonly model: Uint8Array;
  readonly train: Float32Array;
  readonly validation: Float32Array;
}

/** Trains a candidate and scores the training and validation events with it. */
export async function trainMember(
  { number, method, choices }: Candidate,
  params: AutomlParams,
  { networks, trees }: PortfolioEvents,
  seed: number,
  conditions: MemberConditions,
): Promise<TrainedMember> {
  const timed = { ...conditions, progressSeconds: 0.2, checkpointSeconds: params.checkpoint_seconds };
  const { features, budget, patience, metric } = params;
  const stopping = { early_stopping: { patience } };
  if (method === 'network') {
    const own = trainParams.parse({ features, ...choices, ...stopping, epochs: budget.epochs });
    const architecture = architectureOf(networks.inputs.length, { ...own, normaliser: params.normaliser });
    const trained = await trainNetwork(
      {
        architecture,
        optimiser: own.optimiser,
        schedule: { name: 'reduce-on-plateau', factor: 0.3, patience: Math.ceil(patience / 2), ...noLimits },
        batchSize: own.batch_size,
        epochs: own.epochs,
        earlyStopping: own.early_stopping,
        seed: seed + number,
        training: networks.training,
        validation: networks.validation,
      },
      timed,
    );
    const model: Model = {
      architecture,
      inputs: networks.inputs,
      preparation: { features, padding: params.padding, normaliser: params.normaliser },
      training: { epochs: trained.history.length, best_epoch: trained.bestEpoch, seed: seed + number },
      tensors: namedTensors(architecture, trained.values),
    };
    const quiet = { ...timed, progress: () => undefined };
    return {
      iterations: trained.bestEpoch,
      model: encodeModel(model),
      train: Float32Array.from(await inferScores(model, networks.training.features, quiet)),
      validation: Float32Array.from(await inferScores(model, networks.validation.features, quiet)),
    };
  }
  const common = { features, metric: params.metric === 'loss' && method === 'adaboost' ? 'accuracy' : metric };
  const { kept, encode, score, free } = await treeMethod(
    method,
    { ...choices, ...common },
    stopping,
    params,
    seed + number,
  ).fit(trees, timed);
  try {
    const inputs = trees.inputs;
    return {
      iterations: kept,
      model: encode({ method, inputs, training: { ...choices, iterations: kept, seed: seed + number } }),
      train: score(trees.training.features),
      validation: score(trees.validation.features),
    };
  } finally {
    free();
  }
}

const noLimits = { minimum_improvement: 0, minimum_rate: 0 };

function treeMethod(
  method: Exclude<Candidate['method'], 'network'>,
  choices: object,
  stopping: object,
  { budget }: AutomlParams,
  seed: number,
): TreeMethodRun {
  if (method === 'xgboost')
    return xgboostMethod(
      trainXgboostParams.parse({ ...choices, ...stopping, rounds: budget.iterations, shap_events: 0 }),
      seed,
    );
  // More trees never hurt a forest: it has all of them
  if (method === 'forest') {
    const own = trainForestParams.parse({ ...choices, trees: budget.iterations });
    return ensembleMethod('forest', own, (request, conditions) =>
      trainForest({ ...request, seed, params: forestSchema.strip().parse(own) }, conditions),
    );
  }
  const own = trainAdaboostParams.parse({ ...choices, ...stopping, estimators: budget.iterations });
  return ensembleMethod('adaboost', own, (request, conditions) =>
    trainAdaboost({ ...request, seed, params: adaboostSchema.strip().parse(own) }, conditions),
  );
}
