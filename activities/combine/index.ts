import { z } from 'zod';
import { defineTask, InputError, json, many } from '../../schemas/index.ts';
import { templateModelsSchema, type TemplateModel } from '../templates/schema.ts';
import { combineModels } from './combine-models.ts';

/**
 * Combines models of the same discriminant and signal by their likelihood: their channels side by side. Uncertainties named in
 * `correlated` (by default all but the statistical ones) are one and the same wherever they occur; others are independent.
 */
export const combine = defineTask({
  kind: 'combine',
  version: 1,
  queue: 'io',
  summary: 'Combines models of several channels, categories or periods into one likelihood for each signal.',
  params: z.strictObject({
    name_by: z
      .array(z.string())
      .min(1)
      .describe('carried attributes that tell the parts apart: they go before the names of channels'),
    correlated: z
      .array(z.string())
      .optional()
      .describe('uncertainties that all parts share (mu always is); none: all but mcstat'),
    any_discriminant: z
      .boolean()
      .default(false)
      .describe('combine different discriminants of one signal too, under the name combined'),
  }),
  inputs: { models: many(json(templateModelsSchema)) },
  outputs: { models: json(templateModelsSchema) },
  async run({ params, inputs, outputs }) {
    const parts = await Promise.all(
      inputs.models.map(async ({ attributes, origin, read }) => {
        const name = params.name_by.map((attribute) => {
          const value = attributes[attribute];
          if (value === undefined || value === null)
            throw new InputError('input-attributes', `${attribute} is not given`, {
              place: { sample: origin },
              mend: `gather the models with \`with: [${params.name_by.join(', ')}]\``,
            });
          return String(value);
        });
        return (await read()).map((model) => ({ name: name.join('_'), model }));
      }),
    );
    const groups = new Map<string, { readonly name: string; readonly model: TemplateModel }[]>();
    for (const part of parts.flat()) {
      const discriminant = params.any_discriminant ? 'combined' : part.model.discriminant;
      const key = JSON.stringify([discriminant, part.model.signal, part.model.mass_gev]);
      groups.set(key, [...(groups.get(key) ?? []), part]);
    }
    await outputs.models.write(
      [...groups.values()].map((group) =>
        combineModels(group, params.correlated, params.any_discriminant ? 'combined' : undefined),
      ),
    );
  },
});
