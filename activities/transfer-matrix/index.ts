import { z } from 'zod';
import { defineTask, InputError, json, many, records } from '../../schemas/index.ts';
import { limitRowOf } from '../limits/rows.ts';
import { templateModelsSchema } from '../templates/schema.ts';
import { normalised, overReference, transferRow, type TransferRow } from './rows.ts';
import { trainingRow, trainingsOf } from './trainings.ts';

/**
 * Train x test upper limits, as in arXiv:1912.04220. Each model set holds a model of every test signal, made with one trained network's
 * output; `reference` the same for a variable that needs no training.
 */
export const transferMatrix = defineTask({
  kind: 'transfer-matrix',
  version: 2,
  queue: 'cpu',
  summary: 'Upper limits for every pair of training and test signal, and normalised to the network trained for it.',
  params: z.strictObject({
    train_by: z.array(z.string()).min(1).describe('carried attributes that name the signal a network was trained on'),
    level: z.number().gt(0).lt(0.5).default(0.05).describe('1 - confidence level'),
  }),
  inputs: { models: many(json(templateModelsSchema)), reference: many(json(templateModelsSchema)) },
  outputs: { matrix: records(transferRow), trainings: records(trainingRow) },
  async run({ params, inputs, outputs, signal, log }) {
    const trained = await Promise.all(
      inputs.models.map(async ({ attributes, origin, read }) => {
        const names = params.train_by.map((attribute) => attributes[attribute]);
        if (names.some((name) => name === undefined || name === null))
          throw new InputError('input-attributes', `${params.train_by.join(', ')} is not given`, {
            place: { sample: origin },
            mend: `gather the models with \`with: [${params.train_by.join(', ')}]\``,
          });
        return { train: names.join('_'), isReference: false, models: await read() };
      }),
    );
    const references = (await Promise.all(inputs.reference.map(({ read }) => read()))).flat();
    const named = [...new Set(references.map(({ discriminant }) => discriminant))].map((discriminant) => ({
      train: discriminant,
      isReference: true,
      models: references.filter((model) => model.discriminant === discriminant),
    }));
    const rows: TransferRow[] = [];
    for (const { train, isReference, models } of [...trained, ...named]) {
      for (const model of models) {
        signal.throwIfAborted();
        const row = limitRowOf(model, { model: null, scenario: null, theoryFb: null }, params.level);
        if (row.message !== '') log.warn({ train, test: model.signal }, row.message);
        rows.push({
          ...{ train, is_reference: isReference, test: model.signal },
          ...{ limit: row.expected, limit_minus1: row.expected_minus1, limit_plus1: row.expected_plus1 },
          ...{ normalised: null, normalised_minus1: null, normalised_plus1: null },
          over_reference: null,
        });
      }
    }
    const matrix = rows.map((row) => ({ ...normalised(row, rows), over_reference: overReference(row, rows) }));
    await Promise.all([outputs.matrix.write(matrix), outputs.trainings.write(trainingsOf(matrix))]);
  },
});
