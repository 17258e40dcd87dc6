import { z } from 'zod';
import { renderPage, type Gathered, type ReportSettings } from '../../report/page/index.ts';
import { defineTask, file, json, many, records, type Attributes } from '../../schemas/index.ts';
import {
  cutflowRow,
  historySchema,
  massPointRow,
  splitCountsRow,
  summarySchema,
  yieldsRow,
} from '../../schemas/results/index.ts';
import { totalLuminosity } from '../figures/params.ts';
import { reportParams, type ReportParams } from './params.ts';

/**
 * One page of everything. What failed may be left out of any input (`optional: true` in the campaign); the page says what is
 * missing. Attributes to carry along (`with:`): model, scenario, region with figures, summaries, histories and mass_points; the
 * same and mass_gev with yields; dsid, kind, process, name, model, scenario, mass_gev with counts and cutflows.
 */
export const report = defineTask({
  kind: 'report',
  version: 1,
  queue: 'io',
  summary: 'gathers figures and tables into one HTML page',
  params: reportParams,
  inputs: {
    figures: many(json(z.record(z.string(), z.string()))),
    summaries: many(json(summarySchema)),
    histories: many(json(historySchema)),
    mass_points: many(records(massPointRow)),
    yields: many(records(yieldsRow)),
    counts: many(records(splitCountsRow)),
    cutflows: many(records(cutflowRow)),
  },
  outputs: { page: file('html') },
  async run({ params, inputs, outputs, signal }) {
    const [figures, summaries, histories, massPoints, yields, counts, cutflows] = await Promise.all([
      readAll(inputs.figures),
      readAll(inputs.summaries),
      readAll(inputs.histories),
      readAll(inputs.mass_points),
      readAll(inputs.yields),
      readAll(inputs.counts),
      readAll(inputs.cutflows),
    ]);
    signal.throwIfAborted();
    const page = await renderPage(
      { figures, summaries, histories, massPoints, yields, counts, cutflows },
      settingsOf(params),
    );
    await outputs.page.write(new TextEncoder().encode(page));
  },
});

interface Readable<T> {
  readonly attributes: Attributes;
  read(): Promise<T>;
}

const readAll = <T>(inputs: readonly Readable<T>[]): Promise<readonly Gathered<T>[]> =>
  Promise.all(inputs.map(async (input) => ({ attributes: input.attributes, value: await input.read() })));

const settingsOf = (params: ReportParams): ReportSettings => ({
  title: params.title,
  luminosityFb: totalLuminosity(params.luminosity_fb),
  energyTev: params.centre_of_mass_energy_tev,
  text: typeof params.text === 'string' ? [params.text] : params.text,
  seed: params.seed,
  channels: params.channels,
  minimumEffectiveBackground: params.minimum_effective_background,
});
