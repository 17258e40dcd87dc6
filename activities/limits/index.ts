import { z } from 'zod';
import { defineTask, InputError, json, many, records } from '../../schemas/index.ts';
import { exclusionRow, limitCurveRow, limitRow, splitCountsRow, type LimitRow } from '../../schemas/results/index.ts';
import { templateModelsSchema } from '../templates/schema.ts';
import { bayesianLimitsOf, bayesianParams, requireCounting } from './bayesian.ts';
import { limitCurves } from './curves.ts';
import { hepdataTables, hepdataTablesSchema } from './hepdata.ts';
import { clsLimitsOf, exclusionRows, limitRowFrom } from './rows.ts';
import { hypothesisOf, textOrNull } from './theory.ts';

/**
 * Upper limits of every model by CLs with asymptotic distributions (arXiv:1007.1727), and of counting experiments also Bayesian ones, as
 * strengths and cross sections, the masses they exclude, and tables for HEPData. Attributes to carry along (`with:`): model and scenario with
 * the models; with the samples also kind, mass_gev, cross_section_pb, k_factor? and filter_efficiency?, from which the theory line is taken.
 */
export const limits = defineTask({
  kind: 'limits',
  version: 4,
  queue: 'cpu',
  summary: 'Upper limits (CLs, Bayesian) on signal strength and cross section, and the masses they exclude.',
  params: z.strictObject({
    level: z.number().gt(0).lt(0.5).default(0.05).describe('1 - confidence level'),
    methods: z
      .array(z.enum(['cls', 'bayesian']))
      .min(1)
      .default(['cls'])
      .describe('bayesian: of counting experiments, with a flat prior and log-normal uncertainties; a row each'),
    bayesian: bayesianParams.default(bayesianParams.parse({})),
    match: z
      .array(z.string())
      .default(['model', 'scenario', 'mass_gev'])
      .describe('attributes by which a hypothesis finds its samples; process stands for the name of the signal'),
  }),
  inputs: { models: many(json(templateModelsSchema)), samples: many(records(splitCountsRow)) },
  outputs: {
    limits: records(limitRow),
    exclusions: records(exclusionRow),
    curves: records(limitCurveRow),
    hepdata: json(hepdataTablesSchema),
  },
  async run({ params, inputs, outputs, signal, progress, log }) {
    const samples = inputs.samples.map(({ attributes }) => attributes).filter(({ kind }) => kind === 'signal');
    const rows: LimitRow[] = [];
    const sets = await Promise.all(inputs.models.map(({ read }) => read()));
    if (params.methods.includes('bayesian')) {
      const named = inputs.models.flatMap(({ attributes }, i) =>
        (sets[i] ?? []).map((model) => {
          const parts = [
            textOrNull(attributes.model),
            textOrNull(attributes.scenario),
            model.discriminant,
            model.signal,
          ];
          return { name: parts.filter((part) => part !== null).join(' '), model };
        }),
      );
      requireCounting(named, params.bayesian);
    }
    for (const [i, { attributes }] of inputs.models.entries()) {
      for (const model of sets[i] ?? []) {
        const hypothesis = hypothesisOf(attributes, model, samples, params.match);
        for (const method of new Set(params.methods)) {
          const found =
            method === 'cls'
              ? clsLimitsOf(model, params.level)
              : bayesianLimitsOf(model, params.level, params.bayesian);
          const row = limitRowFrom(model, hypothesis, method, found);
          if (row.message !== '') log.warn({ signal: row.signal, discriminant: row.discriminant, method }, row.message);
          rows.push(row);
          // A pause: word of a cancellation can come through.
          await new Promise((resolve) => setImmediate(resolve));
          signal.throwIfAborted();
        }
      }
      progress({ fraction: (i + 1) / inputs.models.length });
    }
    if (rows.length === 0)
      throw new InputError('no-models', 'there is no model to set a limit on', {
        expected: 'models of templates, count-templates or combine',
        mend: 'see the warnings of those tasks: channels without signal or with too little background are left out',
      });
    rows.sort(
      (a, b) =>
        compare(a.model, b.model) ||
        compare(a.scenario, b.scenario) ||
        compare(a.discriminant, b.discriminant) ||
        compare(a.method, b.method) ||
        (a.mass_gev ?? 0) - (b.mass_gev ?? 0) ||
        compare(a.signal, b.signal),
    );
    await Promise.all([
      outputs.limits.write(rows),
      outputs.exclusions.write(exclusionRows(rows)),
      outputs.curves.write(limitCurves(rows)),
      outputs.hepdata.write(hepdataTables(rows, params.level)),
    ]);
  },
});

const compare = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : a === b ? 0 : 1);
