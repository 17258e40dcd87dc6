import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../activities/ingest/index.ts';
import { select } from '../../activities/select/index.ts';
import type { Table } from '../../schemas/index.ts';
import type { SelectionCutflowRow } from '../../schemas/results/index.ts';
import { fileInput, runTask, tableInput } from '../support/run-task.ts';
import { darkMatterIngest } from './dark-matter-ingest.ts';
import { darkMatterSelect, ingested, reference, samples } from './events.ts';

const data = new URL('../../campaigns/dark-matter/data/', import.meta.url);

interface Selected {
  readonly events: Table;
  readonly cutflow: readonly SelectionCutflowRow[];
}

async function selected(table: Table, params: object = {}): Promise<Selected> {
  const run = await runTask(select, {
    params: { ...darkMatterSelect, ...params },
    inputs: { events: tableInput(table) },
  });
  return run.outputs as unknown as Selected;
}

/** A value of the output; a missing one is 0, as in the reference. */
const value = ({ columns }: Table, name: string, row: number): number => {
  const column = columns.get(name);
  return column?.valid?.[row] === 0 ? 0 : Number(column?.values[row]);
};

/** Relative 1e-6 above 1 GeV; .1 GeV absolute below, where the reference's mT2 has rounding noise. */
const close = (name: string, found: number, wanted: number): boolean =>
  Math.abs(found - wanted) <= (name === 'mt2' && wanted < 1 ? 0.1 : 1e-6 * Math.max(1, Math.abs(wanted)));

const withMassiveForm = {
  define: { ...(darkMatterSelect.define as object), mt_massive: 'mt_massive(ll, met)' },
  output: [...(darkMatterSelect.output as string[]), 'mt_massive'],
};
const notOurs = new Set(['weight', 'split']);

describe('the dark-matter selection', () => {
  it.each(samples.map((sample) => [sample.dsid, sample] as const))(
    'keeps the events of sample %i that the Python implementation keeps, with the same features',
    async (_, sample) => {
      const { events, cutflow } = await selected(ingested(sample), withMassiveForm);
      for (const [step, count] of sample.cutflow) {
        const rows = cutflow.filter((row) => row.step === step);
        expect([step, rows.reduce((sum, row) => sum + row.events, 0)]).toEqual([step, count]);
      }
      for (const [name, values] of Object.entries(sample.expected ?? {})) {
        const differing = values.flatMap((wanted, row) => {
          const found = value(events, name, row);
          return close(name, found, wanted) ? [] : [{ name, row, found, wanted }];
        });
        expect(differing).toEqual([]);
      }
      for (const [name, wanted] of Object.entries(sample.sums ?? {})) {
        let sum = 0;
        for (let row = 0; row < events.rows; row++) sum += value(events, name, row);
        // The noise of the reference's mT2 adds up too.
        const tolerance = name === 'mt2' ? 0.05 * events.rows : 1e-6 * Math.max(1, Math.abs(wanted));
        expect(Math.abs(sum - wanted), name).toBeLessThanOrEqual(tolerance);
      }
    },
  );

  it.each(Object.entries(reference.event_vectors))(
    'reproduces the published feature values of event %s (dsid, event)',
    async (id, vector) => {
      const [dsid, number] = id.split(',').map(Number);
      const sample = samples.find((candidate) => candidate.dsid === dsid);
      expect(sample).toBeDefined();
      const { events } = await selected(ingested(sample as (typeof samples)[number]), withMassiveForm);
      const row = Array.from(events.columns.get('event')?.values as Int32Array).indexOf(number as number);
      expect(row).toBeGreaterThanOrEqual(0);
      const differing = Object.entries(vector)
        .filter(([name]) => !notOurs.has(name))
        .map(([name, wanted]) => ({ name, wanted, found: value(events, name, row) }))
        .filter(({ name, wanted, found }) => !close(name, found, wanted));
      expect(differing).toEqual([]);
    },
  );

  it.each(Object.entries(reference.cutflow_examples))(
    'has the published raw and weighted cutflow of all events of sample %s, once the weights are normalised per period',
    async (dsid, steps) => {
      const inputs = { source: fileInput(fileURLToPath(new URL(`${dsid}.root`, data))) };
      const read = await runTask(ingest, { params: { ...darkMatterIngest, dsid: Number(dsid) }, inputs });
      const { cutflow } = await selected(read.outputs.events as Table);
      expect(steps.map(({ step }) => step)).toEqual([...new Set(cutflow.map(({ step }) => step))]);
      const factors = await periodFactors(Number(dsid));
      for (const { step, raw, weighted, weighted_err } of steps) {
        const rows = cutflow.filter((row) => row.step === step);
        const factor = ({ period }: SelectionCutflowRow): number => factors.get(String(period)) ?? NaN;
        expect(rows.reduce((sum, row) => sum + row.events, 0)).toBe(raw);
        expect(rows.reduce((sum, row) => sum + factor(row) * row.sum_of_weights, 0) / weighted).toBeCloseTo(1, 10);
        const variance = rows.reduce((sum, row) => sum + factor(row) ** 2 * row.sum_of_weights_squared, 0);
        expect(Math.sqrt(variance) / weighted_err).toBeCloseTo(1, 10);
      }
    },
  );

  it('stores the types that the next tasks expect, and units where they are known', async () => {
    const { events } = await selected(ingested(samples[0] as (typeof samples)[number]));
    const type = (name: string): string | undefined => events.columns.get(name)?.values.constructor.name;
    expect([type('dsid'), type('event'), type('period')]).toEqual(['Int32Array', 'Int32Array', 'Int32Array']);
    expect([type('channel'), type('jet1_missing')]).toEqual(['Int8Array', 'Int8Array']);
    expect([type('lep1_pt'), type('jet1_pt'), type('mll'), type('event_weight')]).toEqual([
      'Float32Array',
      'Float32Array',
      'Float64Array',
      'Float64Array',
    ]);
    const unit = (name: string): string | undefined => events.columns.get(name)?.unit;
    expect([unit('mll'), unit('mt2'), unit('et'), unit('jet1_pt'), unit('ht')]).toEqual([
      'GeV',
      'GeV',
      'GeV',
      'GeV',
      'GeV',
    ]);
    expect([unit('dphi_ll_met'), unit('dphi_closelep_met'), unit('lep1_phi')]).toEqual(['rad', 'rad', 'rad']);
    expect([...events.columns.keys()]).toEqual([...(darkMatterSelect.output as string[]), 'event_weight']);
  });
});

/** Cross section x k factor x filter efficiency x luminosity / sum of weights, from the catalogue. */
async function periodFactors(dsid: number): Promise<Map<string, number>> {
  const catalogue = JSON.parse(await readFile(new URL('samples.json', data), 'utf8')) as Catalogue;
  const sample = catalogue.samples.find((candidate) => candidate.dsid === dsid) as CatalogueSample;
  const { cross_section_pb: sigma, k_factor: k, filter_efficiency: efficiency } = sample;
  return new Map(
    Object.entries(catalogue.luminosity_fb).map(([period, luminosity]) => [
      period,
      (sigma * k * efficiency * 1000 * luminosity) / (sample.sum_of_weights_by_period[period] as number),
    ]),
  );
}

interface CatalogueSample {
  readonly dsid: number;
  readonly cross_section_pb: number;
  readonly k_factor: number;
  readonly filter_efficiency: number;
  readonly sum_of_weights_by_period: Readonly<Record<string, number>>;
}
interface Catalogue {
  readonly luminosity_fb: Readonly<Record<string, number>>;
  readonly samples: readonly CatalogueSample[];
}
