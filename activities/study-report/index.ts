import { z } from 'zod';
import { collisionHeader } from '../../report/figures/index.ts';
import { studyFigures } from '../../report/figures/study/index.ts';
import { renderStudyPage, type NamedStudy } from '../../report/page/study/index.ts';
import { defineTask, file, json, many, type Attributes } from '../../schemas/index.ts';
import { documentsSchema, studyResult } from '../../schemas/results/index.ts';
import { nameWith } from '../rows/figure-params.ts';
import { documentName } from '../rows/params.ts';
import { searchDocuments, studyDocuments } from './documents.ts';

/**
 * One page of studies: ranking tables, parallel coordinates, importance, mean scores, and the searches beside each other. Attributes that travel along
 * (`with:`) name them. Its documents are `<name>_searches` and `<name>_progress` of the comparison, and `<name>_ranking`, `<name>_progress`,
 * `<name>_parallel`, `<name>_importance`, `<name>_mean_...`, `<name>_pair_...` of each study, with the study's name in between where there are several.
 */
export const studyReport = defineTask({
  kind: 'study-report',
  version: 2,
  queue: 'cpu',
  summary: 'draws the figures of studies and gathers them into one HTML page',
  params: z.strictObject({
    title: z.string(),
    name: documentName.default('study'),
    text: z.union([z.string(), z.array(z.string())]).default([]),
    centre_of_mass_energy_tev: z.number().positive().default(13),
    luminosity_fb: z.number().positive().optional().describe('stands above the figures where given'),
  }),
  inputs: { studies: many(json(studyResult)) },
  outputs: {
    page: file('html'),
    /** SVG by `<study>/<figure>`: for pages of others. */
    figures: json(z.record(z.string(), z.string())),
    /** The same tables and figures, for a report of the whole campaign. */
    documents: json(documentsSchema),
  },
  async run({ params, inputs, outputs, signal }) {
    const studies: NamedStudy[] = await Promise.all(
      inputs.studies.map(async (input, index) => ({
        name: nameOf(input.attributes, index, inputs.studies.length),
        study: await input.read(),
      })),
    );
    const { luminosity_fb: luminosity, centre_of_mass_energy_tev: energy } = params;
    const header =
      luminosity === undefined
        ? { status: 'Simulation, private work', conditions: '' }
        : collisionHeader(energy, luminosity);
    const figures: Record<string, string> = {};
    const documents = await searchDocuments(studies, params.name, header);
    for (const one of studies) {
      signal.throwIfAborted();
      const own = await studyFigures(one.study, header);
      for (const [figure, svg] of Object.entries(own)) figures[`${one.name}/${figure}`] = svg;
      documents.push(...studyDocuments(one, own, studies.length === 1 ? params.name : nameWith(params.name, one.name)));
    }
    const text = typeof params.text === 'string' ? [params.text] : params.text;
    const page = await renderStudyPage(studies, { title: params.title, text, header });
    await Promise.all([
      outputs.page.write(new TextEncoder().encode(page)),
      outputs.figures.write(figures),
      outputs.documents.write(documents),
    ]);
  },
});

function nameOf(attributes: Attributes, index: number, count: number): string {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === null || name === 'rank' ? [] : [String(value)],
  );
  return given.length > 0 ? given.join(' ') : count === 1 ? 'Study' : `Study ${index + 1}`;
}
