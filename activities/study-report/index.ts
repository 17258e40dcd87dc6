import { z } from 'zod';
import { collisionHeader } from '../../report/figures/index.ts';
import { studyFigures } from '../../report/figures/study/index.ts';
import { renderStudyPage, type NamedStudy } from '../../report/page/study/index.ts';
import { defineTask, file, json, many, type Attributes } from '../../schemas/index.ts';
import { studyResult } from '../../schemas/results/index.ts';

/**
 * One page of studies: ranking tables, parallel coordinates, importance, mean scores, and the searches beside each other. Attributes that travel along
 * (`with:`) name them.
 */
export const studyReport = defineTask({
  kind: 'study-report',
  version: 1,
  queue: 'cpu',
  summary: 'draws the figures of studies and gathers them into one HTML page',
  params: z.strictObject({
    title: z.string(),
    text: z.union([z.string(), z.array(z.string())]).default([]),
    centre_of_mass_energy_tev: z.number().positive().default(13),
    luminosity_fb: z.number().positive().optional().describe('stands above the figures where given'),
  }),
  inputs: { studies: many(json(studyResult)) },
  outputs: {
    page: file('html'),
    /** SVG by `<study>/<figure>`: for pages of others. */
    figures: json(z.record(z.string(), z.string())),
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
    for (const { name, study } of studies) {
      signal.throwIfAborted();
      for (const [figure, svg] of Object.entries(await studyFigures(study, header))) figures[`${name}/${figure}`] = svg;
    }
    const text = typeof params.text === 'string' ? [params.text] : params.text;
    const page = await renderStudyPage(studies, { title: params.title, text, header });
    await Promise.all([outputs.page.write(new TextEncoder().encode(page)), outputs.figures.write(figures)]);
  },
});

function nameOf(attributes: Attributes, index: number, count: number): string {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === null || name === 'rank' ? [] : [String(value)],
  );
  return given.length > 0 ? given.join(' ') : count === 1 ? 'Study' : `Study ${index + 1}`;
}
