import { z } from 'zod';
import { defineTask, InputError, json, many, records } from '../../schemas/index.ts';
import { eventSet, yieldsRow, type YieldsRow } from '../../schemas/results/index.ts';
import { templateWorkspace, type TemplateChannel } from '../../science/statistics/index.ts';
import { normalisationOf } from '../templates/normalisation.ts';
import { rateParams } from '../templates/params.ts';
import { templateModelsSchema, type TemplateModel } from '../templates/schema.ts';

/**
 * Likelihoods of counting experiments: one bin for each channel of cut and count. The yields carry model, scenario and mass_gev along
 * (`with:`).
 */
export const countTemplates = defineTask({
  kind: 'count-templates',
  version: 2,
  queue: 'io',
  summary: 'Likelihoods (HistFactory workspaces) of cut and count, one bin a channel.',
  params: z.strictObject({
    name: z.string().min(1).default('cut-and-count').describe('what the results go by'),
    set: eventSet.default('all').describe('all events, or the test events that networks are judged by'),
    variant: z.string().default('nominal'),
    unblind: z.boolean().default(false).describe('fit the data that cut-and-count has counted'),
    systematics: z
      .strictObject(rateParams)
      .default({ luminosity: 0, normalisation: {}, statistics: true })
      .describe("normalisation: of 'signal' and 'background'"),
  }),
  inputs: { yields: many(records(yieldsRow)) },
  outputs: { models: json(templateModelsSchema) },
  async run({ params, inputs, outputs, log }) {
    const models = await Promise.all(
      inputs.yields.map(async ({ attributes, origin, read }): Promise<TemplateModel | undefined> => {
        const { mass_gev: mass } = attributes;
        const rows = (await read()).filter(
          ({ set, variant, channel }) =>
            set === params.set && variant === params.variant && channel !== 'inclusive' && channel !== 'combined',
        );
        if (rows.length === 0)
          throw new InputError('no-yields', `${origin} has no yields of ${params.set} events, ${params.variant}`, {
            mend: 'name a set and a variant that cut-and-count counts',
          });
        if (params.unblind && rows.some(({ observed }) => observed === null))
          throw new InputError('no-data', `${origin} has counted no data, but \`unblind\` is set`, {
            expected: 'tables of kind data among the events of cut-and-count',
            mend: 'widen `where:` of those, or leave `unblind` out',
          });
        const kept = rows.filter(({ background }) => background > 0);
        if (kept.length < rows.length || !kept.some(({ signal }) => signal > 0))
          log.warn({ origin }, 'channels without background or signal have no limit and are left out');
        if (!kept.some(({ signal }) => signal > 0)) return undefined;
        const { luminosity, statistics, normalisation } = params.systematics;
        const { workspace, signalScale } = templateWorkspace(
          kept.map((row) => channelOf(row, params.unblind)),
          {
            ...{ luminosity, statistics },
            normalisation: normalisationOf(normalisation, ['background'], 'signal'),
          },
        );
        return {
          discriminant: params.name,
          signal: typeof mass === 'number' ? String(mass) : origin,
          mass_gev: typeof mass === 'number' ? mass : null,
          signal_scale: signalScale,
          unblinded: params.unblind,
          signal_events: kept.reduce((sum, { signal }) => sum + signal, 0),
          background_events: kept.reduce((sum, { background }) => sum + background, 0),
          workspace,
        };
      }),
    );
    await outputs.models.write(models.filter((model) => model !== undefined));
  },
});

const channelOf = (row: YieldsRow, unblind: boolean): TemplateChannel => ({
  name: row.channel,
  signal: { process: 'signal', sumOfWeights: [row.signal], error: [row.signal_error], shapes: [] },
  backgrounds: [
    {
      process: 'background',
      sumOfWeights: [row.background],
      // Effective events count responses of one particle-level event once.
      error: [row.background / Math.sqrt(row.background_effective_groups)],
      shapes: [],
    },
  ],
  ...(unblind && row.observed !== null ? { observed: [row.observed] } : {}),
});
