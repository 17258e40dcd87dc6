import { defineTask, file, json, many, records, table } from '../../schemas/index.ts';
import { importanceRow, treeHistorySchema } from '../../schemas/results/index.ts';
import { trainXgboostParams } from './params.ts';
import { runTreeTraining } from '../tree-training/run.ts';
import { xgboostMethod } from './method.ts';

/** Trains gradient-boosted trees with XGBoost to tell signal from background. */
export const trainXgboost = defineTask({
  kind: 'train-xgboost',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Trains boosted trees (XGBoost) on the signal and background samples that it gathers.',
  params: trainXgboostParams,
  inputs: { events: many(table()) },
  outputs: { model: file('ubj'), history: json(treeHistorySchema), importance: records(importanceRow) },
  run: (context) => runTreeTraining(context, xgboostMethod(context.params, context.seed)),
});
