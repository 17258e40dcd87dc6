import { defineTask, file, json, many, records, table } from '../../schemas/index.ts';
import { importanceRow, treeHistorySchema } from '../../schemas/results/index.ts';
import { forestSchema, trainForest as fitForest } from '../../science/learning/trees/index.ts';
import { ensembleMethod } from '../tree-training/ensemble.ts';
import { runTreeTraining } from '../tree-training/run.ts';
import { trainForestParams } from './params.ts';

/** Trains a random forest to tell signal from background, with its out-of-bag error. */
export const trainForest = defineTask({
  kind: 'train-forest',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Trains a random forest on the signal and background samples that it gathers.',
  params: trainForestParams,
  inputs: { events: many(table()) },
  outputs: { model: file('safetensors'), history: json(treeHistorySchema), importance: records(importanceRow) },
  run: (context) => {
    const { params, seed } = context;
    const own = forestSchema.strip().parse(params);
    return runTreeTraining(
      context,
      ensembleMethod('forest', params, (request, conditions, iterations) =>
        fitForest(
          { ...request, seed, params: iterations === undefined ? own : { ...own, trees: iterations } },
          conditions,
        ),
      ),
    );
  },
});
