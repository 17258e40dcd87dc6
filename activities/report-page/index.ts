import { z } from 'zod';
import { renderDocuments } from '../../report/page/documents.ts';
import { anyNumber, defineTask, file, InputError, json } from '../../schemas/index.ts';
import { documentsSchema } from '../../schemas/results/index.ts';
import { energyParam, luminosityParam, totalLuminosity } from '../figures/params.ts';

const paragraphs = z.union([z.string(), z.array(z.string())]).default([]);

const params = z.strictObject({
  title: z.string().min(1),
  text: paragraphs.describe('paragraphs below the title'),
  luminosity_fb: luminosityParam.optional(),
  centre_of_mass_energy_tev: energyParam,
  sections: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        text: paragraphs,
        show: z
          .array(z.string().min(1))
          .default([])
          .describe('names of figures and tables, in this order; `roc_*` for all that begin so'),
        fold: z.boolean().default(false).describe('closed until it is opened'),
      }),
    )
    .default([])
    .describe('what no section asks for stands at the end'),
});

const listOf = (text: z.infer<typeof paragraphs>): readonly string[] => (typeof text === 'string' ? [text] : text);

/** Figures and tables of any tasks on one self-contained page, in sections. */
export const reportPage = defineTask({
  kind: 'report-page',
  version: 1,
  queue: 'io',
  summary: 'Lays out figures and tables in sections of one HTML page.',
  params,
  inputs: { documents: anyNumber(json(documentsSchema)) },
  outputs: { page: file('html') },
  async run({ params: asked, inputs, outputs, log }) {
    const documents = (await Promise.all(inputs.documents.map((input) => input.read()))).flat();
    const names = documents.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new InputError('duplicate-name', `two documents are called '${twice}'`, {
        mend: 'give the tasks that make them different names: name: ${axis.value}_...',
      });
    const left = new Set(documents);
    const missing: string[] = [];
    const sections = asked.sections.map(({ title, text, show, fold }) => ({
      title,
      text: listOf(text),
      fold,
      documents: show.flatMap((pattern) => {
        const found = documents.filter(({ name }) => matches(name, pattern));
        if (found.length === 0) missing.push(pattern);
        for (const document of found) left.delete(document);
        return found;
      }),
    }));
    if (missing.length > 0) log.warn({ missing }, `nothing is called ${missing.join(', ')}: left out of the page`);
    const rest = [...left];
    const page = renderDocuments({
      title: asked.title,
      text: listOf(asked.text),
      energyTev: asked.centre_of_mass_energy_tev,
      luminosityFb: asked.luminosity_fb === undefined ? undefined : totalLuminosity(asked.luminosity_fb),
      missing,
      sections: [
        ...sections,
        ...(rest.length === 0 ? [] : [{ title: restTitle(sections), text: [], fold: false, documents: rest }]),
      ],
    });
    await outputs.page.write(new TextEncoder().encode(page));
  },
});

const restTitle = (sections: readonly unknown[]): string => (sections.length === 0 ? 'Results' : 'More');

const matches = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
