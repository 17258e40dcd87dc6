import { z } from 'zod';
import { defineTask, json } from '../../schemas/index.ts';
import { buildModel, fit as fitModel, hesse, pulls } from '../../science/statistics/index.ts';
import { templateModelsSchema, type TemplateModel } from '../templates/schema.ts';

const fitResult = z.strictObject({
  discriminant: z.string(),
  signal: z.string(),
  mass_gev: z.number().nullable(),
  converged: z.boolean(),
  message: z.string(),
  /** -2 ln L with all constants. */
  twice_nll: z.number(),
  /** `mu` as a multiple of the nominal signal; errors from the second derivatives, null where a bound holds the parameter. */
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      value: z.number(),
      error: z.number().nullable(),
      /** (fitted - auxiliary measurement) / width of the constraint; null for what is free. */
      pull: z.number().nullable(),
    }),
  ),
  /** `[parameters][parameters]`; null without errors. */
  correlations: z.array(z.array(z.number().nullable())),
});

/** Maximum-likelihood fits of models to their observations: to the data where they are unblinded, else to the expected background. */
export const fit = defineTask({
  kind: 'fit',
  version: 1,
  queue: 'cpu',
  summary: 'Fits of binned likelihoods: values, errors, pulls, correlations.',
  params: z.strictObject({
    discriminants: z.array(z.string()).optional().describe('only these'),
    signals: z.array(z.string()).optional().describe('only these'),
  }),
  inputs: { models: json(templateModelsSchema) },
  outputs: { fits: json(z.array(fitResult)) },
  async run({ params, inputs, outputs, signal, log }) {
    const wanted = (await inputs.models.read()).filter(
      (model) =>
        (params.discriminants?.includes(model.discriminant) ?? true) &&
        (params.signals?.includes(model.signal) ?? true),
    );
    const fits = wanted.map((model) => {
      signal.throwIfAborted();
      const found = fitOf(model);
      if (!found.converged) log.warn({ signal: found.signal, discriminant: found.discriminant }, found.message);
      return found;
    });
    await outputs.fits.write(fits);
  },
});

function fitOf(template: TemplateModel): z.infer<typeof fitResult> {
  const model = buildModel(template.workspace);
  const data = model.observed;
  const place = { discriminant: template.discriminant, signal: template.signal, mass_gev: template.mass_gev };
  if (data === null)
    return { ...place, converged: false, message: 'no observation', twice_nll: 0, parameters: [], correlations: [] };
  const best = fitModel(model, data);
  const { errors, correlation, positiveDefinite } = hesse(model, data, best);
  const pulled = new Map(pulls(model, best.values, errors).map(({ name, pull }) => [name, pull]));
  const count = model.parameters.length;
  const known = (value: number | undefined): number | null => (Number.isFinite(value) ? (value as number) : null);
  return {
    ...place,
    converged: best.converged && positiveDefinite,
    message: best.converged ? (positiveDefinite ? '' : 'the likelihood is flat in some direction') : best.message,
    twice_nll: best.twiceNll,
    parameters: model.parameters.map(({ name }, i) => {
      const scale = i === model.poi ? template.signal_scale : 1;
      const error = known(errors[i]);
      return {
        name,
        value: (best.values[i] as number) * scale,
        error: error === null ? null : error * scale,
        pull: known(pulled.get(name)),
      };
    }),
    correlations: model.parameters.map((_, i) => Array.from(correlation.subarray(i * count, (i + 1) * count), known)),
  };
}
