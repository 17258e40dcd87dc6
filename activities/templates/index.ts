import { defineTask, InputError, json, many, table } from '../../schemas/index.ts';
import { rankByFallingScore } from '../../science/metrics/index.ts';
import { templateWorkspace } from '../../science/statistics/index.ts';
import { checkScoredColumns, readScoredEvents, type ScoredEvents } from '../scored-events/index.ts';
import { groupedRows } from './binned.ts';
import { SIGNAL, templateChannels, type Discriminant } from './channels.ts';
import { normalisationOf } from './normalisation.ts';
import { templatesParams, type TemplatesParams } from './params.ts';
import { templateModelsSchema, type TemplateModel } from './schema.ts';

/**
 * Bins scores into a likelihood for each signal hypothesis and discriminant: HistFactory workspaces with the uncertainties that the
 * parameters name. While the analysis is blind their observations are the expected backgrounds.
 */
export const templates = defineTask({
  kind: 'templates',
  version: 3,
  queue: 'cpu',
  summary: 'Binned likelihoods (HistFactory workspaces) of scores, with systematic uncertainties.',
  params: templatesParams,
  inputs: { events: many(table()) },
  outputs: { models: json(templateModelsSchema) },
  columns: (params, { events }) => {
    checkScoredColumns(events, { channels: params.channels, columns: columnsOf(params) });
    return {};
  },
  async run({ params, inputs, outputs, signal, progress, log }) {
    const events = await readScoredEvents(inputs.events, {
      channels: params.channels,
      signalBy: params.signal_by,
      part: params.part,
      columns: columnsOf(params),
    });
    if (params.unblind && !events.labels.includes(2))
      throw new InputError('no-data', 'there are no data among the events, but `unblind` is set', {
        expected: 'gathered tables of kind data',
        mend: 'widen `where:` of the gathered events, or leave `unblind` out',
      });
    const grouped = groupedRows(events);
    const models: TemplateModel[] = [];
    for (const [name, column] of Object.entries(params.discriminants)) {
      const values = events.columns.get(column) as Float64Array;
      const discriminant = { name, values, rising: rankByFallingScore(values).reverse() };
      for (const [hypothesis, { name: of }] of events.hypotheses.entries()) {
        const { model, warnings } = modelOf(events, grouped, hypothesis, discriminant, params);
        for (const warning of warnings) log.warn({ discriminant: name, signal: of }, warning);
        if (model !== undefined) models.push(model);
        // A pause: word of a cancellation can come through.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        progress({ fraction: (hypothesis + 1) / events.hypotheses.length, message: name });
      }
    }
    await outputs.models.write(models);
  },
});

/** Discriminants, alternative weights and the spread over dropout passes. */
function columnsOf({
  discriminants,
  systematics: { shapes, dropout_std: spread },
}: TemplatesParams): readonly string[] {
  const alternatives = Object.values(shapes).flatMap(({ up, down }) => (down === undefined ? [up] : [up, down]));
  return [...new Set([...Object.values(discriminants), ...alternatives, ...(spread === undefined ? [] : [spread])])];
}

function modelOf(
  events: ScoredEvents,
  grouped: Int32Array,
  hypothesis: number,
  discriminant: Discriminant,
  params: TemplatesParams,
): { readonly model: TemplateModel | undefined; readonly warnings: readonly string[] } {
  const { channels, poor } = templateChannels(events, grouped, hypothesis, discriminant, params);
  const warnings = poor.map(
    (name) => `channel ${name} is left out: it has no signal, or too little background for a bin`,
  );
  if (channels.length === 0) return { model: undefined, warnings: [...warnings, 'no channel is left: no model'] };
  const { name, mass } = events.hypotheses[hypothesis] as ScoredEvents['hypotheses'][number];
  const processes = [...new Set(channels.flatMap(({ backgrounds }) => backgrounds.map(({ process }) => process)))];
  const { luminosity, normalisation, statistics } = params.systematics;
  const { workspace, signalScale, negative } = templateWorkspace(channels, {
    luminosity,
    statistics,
    normalisation: normalisationOf(normalisation, processes, SIGNAL),
  });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    warnings:
      negative.length === 0 ? warnings : [...warnings, `bins of negative sum count as 0: ${negative.join(', ')}`],
    model: {
      discriminant: discriminant.name,
      signal: name,
      mass_gev: mass,
      signal_scale: signalScale,
      unblinded: channels.every(({ observed }) => observed !== undefined),
      signal_events: sum(channels.map((channel) => sum(channel.signal.sumOfWeights))),
      background_events: sum(
        channels.flatMap(({ backgrounds }) => backgrounds.map(({ sumOfWeights }) => sum(sumOfWeights))),
      ),
      workspace,
    },
  };
}
