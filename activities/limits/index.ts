import { z } from 'zod';
import { defineTask, InputError, json, many, records } from '../../schemas/index.ts';
import { exclusionRow, limitCurveRow, limitRow, splitCountsRow, type LimitRow } from '../../schemas/results/index.ts';
import { templateModelsSchema } from '../templates/schema.ts';
import { limitCurves } from './curves.ts';
import { hepdataTables, hepdataTablesSchema } from './hepdata.ts';
import { exclusionRows, limitRowOf } from './rows.ts';
import { theoryCrossSection } from './theory.ts';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * Upper limits of every model by CLs with asymptotic distributions (arXiv:1007.1727), as strengths and cross sections, the masses they
 * exclude, and tables for HEPData. Attributes to carry along (`with:`): model and scenario with the models; with the samples also
 * kind, mass_gev, cross_section_pb, k_factor? and filter_efficiency?, from which the theory line is taken.
 */
export const limits = defineTask({
  kind: 'limits',
  version: 2,
  queue: 'cpu',
  summary: 'Upper limits (CLs) on signal strength and cross section, and the masses they exclude.',
  params: z.strictObject({
    level: z.number().gt(0).lt(0.5).default(0.05).describe('1 - confidence level'),
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
    for (const [i, { attributes, read }] of inputs.models.entries()) {
      for (const model of await read()) {
        const known = { ...attributes, mass_gev: model.mass_gev, process: model.signal };
        const wanted = Object.fromEntries(
          params.match.map((name) => [name, (known as Readonly<Record<string, string | number | null>>)[name] ?? null]),
        );
        const hypothesis = {
          model: text(attributes.model),
          scenario: text(attributes.scenario),
          theoryFb: theoryCrossSection(samples, wanted),
        };
        const row = limitRowOf(model, hypothesis, params.level);
        if (row.message !== '') log.warn({ signal: row.signal, discriminant: row.discriminant }, row.message);
        rows.push(row);
        // A pause: word of a cancellation can come through.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
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
