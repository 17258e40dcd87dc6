import { defineTask, file, json, many, records, table } from '../../schemas/index.ts';
import { importanceRow, treeHistorySchema } from '../../schemas/results/index.ts';
import { adaboostSchema, trainAdaboost as fitAdaboost } from '../../science/learning/trees/index.ts';
import { ensembleMethod } from '../tree-training/ensemble.ts';
import { runTreeTraining } from '../tree-training/run.ts';
import { trainAdaboostParams } from './params.ts';

/** Trains AdaBoost (SAMME) of shallow trees to tell signal from background. */
export const trainAdaboost = defineTask({
  kind: 'train-adaboost',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Trains AdaBoost of shallow trees on the signal and background samples that it gathers.',
  params: trainAdaboostParams,
  inputs: { events: many(table()) },
  outputs: { model: file('safetensors'), history: json(treeHistorySchema), importance: records(importanceRow) },
  run: (context) => {
    const { params, seed } = context;
    const own = adaboostSchema.strip().parse(params);
    return runTreeTraining(
      context,
      ensembleMethod('adaboost', params, (request, conditions, iterations) =>
        fitAdaboost(
          { ...request, seed, params: iterations === undefined ? own : { ...own, estimators: iterations } },
          conditions,
        ),
      ),
    );
  },
});
