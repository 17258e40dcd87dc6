import type { StudyResult, StudyTrial } from '../../../schemas/results/index.ts';
import { comparisonOfSearches, studyFigures } from '../../figures/study/index.ts';
import type { Header } from '../../figures/layout.ts';
import { figureBlock } from '../figure-block.ts';
import { anchor, html, label, render, trusted, type Html } from '../html.ts';
import { objectiveText, scoreName, triedTasks } from '../../style/study.ts';
import { styleSheet } from '../style.ts';
import { dataTable, type Column } from '../table.ts';
import { methodOf, rankedTrials, rankingCaption, scoreText, valueText } from './texts.ts';

/** A study with the name that a reader knows it by. */
export interface NamedStudy {
  readonly name: string;
  readonly study: StudyResult;
}

export interface StudyPageSettings {
  readonly title: string;
  readonly text: readonly string[];
  readonly header: Header;
}

/** One page of studies that needs nothing else: ranking, parallel coordinates, importance, means and pairs of each, and the searches beside each other. */
export async function renderStudyPage(
  studies: readonly NamedStudy[],
  { title, text, header }: StudyPageSettings,
): Promise<string> {
  const comparison = await comparisonSection(studies, header);
  const sections: Html[] = [];
  for (const one of studies) sections.push(await studySection(one, header));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${trusted(styleSheet)}
        </style>
      </head>
      <body>
        <div class="page">
          <nav aria-label="Contents">
            <ul>
              ${comparison === null ? null : html`<li><a href="#searches">Searches</a></li>`}
              ${studies.map(({ name }) => html`<li><a href="#${anchor(name)}">${name}</a></li>`)}
              <li><a href="#definitions">Definitions</a></li>
            </ul>
          </nav>
          <main>
            <header>
              <h1>${title}</h1>
              <p>Simulation, private work</p>
            </header>
            <section>${text.map((paragraph) => html`<p>${paragraph}</p>`)}</section>
            ${comparison} ${sections} ${definitions}
          </main>
        </div>
      </body>
    </html> `;
  return render(page).replaceAll(/\n\s+/g, '\n');
}

async function comparisonSection(studies: readonly NamedStudy[], header: Header): Promise<Html | null> {
  if (studies.length < 2 || new Set(studies.map(({ study }) => objectiveText(study))).size > 1) return null;
  const svg = await comparisonOfSearches(
    studies.map(({ name, study }) => [name, study] as const),
    header,
  );
  return html`<section id="searches">
    <h2>Searches</h2>
    ${dataTable(
      [
        { title: 'Search', text: true, cell: ({ name }) => name },
        { title: 'Method', text: true, cell: ({ study }) => methodOf(study) },
        { title: 'Trials', cell: ({ study }) => study.trials.length },
        { title: 'Given up', cell: ({ study }) => study.trials.filter(({ state }) => state === 'pruned').length },
        { title: 'Failed', cell: ({ study }) => study.trials.filter(({ state }) => state === 'failed').length },
        { title: 'Best', cell: ({ study }) => label(scoreText(study.trials[0])) },
        { title: 'Found at trial', cell: ({ study }) => study.trials[0]?.trial },
      ],
      studies,
    )}
    ${figureBlock(svg, 'Best score so far against the number of trials.', 'wide')}
  </section>`;
}

async function studySection({ name, study }: NamedStudy, header: Header): Promise<Html> {
  const figures = await studyFigures(study, header);
  const [tried, objective] = [triedTasks(study, ', '), objectiveText(study)];
  const of = (prefix: string): readonly (readonly [string, string])[] =>
    Object.entries(figures).filter(([key]) => key.startsWith(prefix));
  const gallery = (prefix: string): Html | null =>
    of(prefix).length === 0
      ? null
      : html`<div class="gallery">
          ${of(prefix).map(([key, svg]) => figureBlock(svg, key.slice(prefix.length).replace(':', ' and ')))}
        </div>`;
  const failed = study.trials.filter(({ state }) => state === 'failed');
  return html`<section id="${anchor(name)}">
    <h2>${name}</h2>
    <p>
      ${study.trials.length} trials of ${tried} by ${methodOf(study)}; ${study.goal} ${objective}.
      ${study.lag === null ? null : `Each trial was proposed without the results of the ${study.lag - 1} before it.`}
    </p>
    ${rankingTable(study)}
    <div class="gallery">
      ${figures.progress === undefined ? null : figureBlock(figures.progress, 'Score of each trial and the best so far.')}
      ${figures.importance === undefined ? null : figureBlock(figures.importance, 'Importance of the hyperparameters.')}
    </div>
    ${
      figures.parallel === undefined
        ? null
        : figureBlock(
            figures.parallel,
            'Trials in parallel coordinates, coloured by rank; the best three bold.',
            'wide',
          )
    }
    ${of('mean:').length === 0 ? null : html`<h3>Mean score for each hyperparameter</h3>`} ${gallery('mean:')}
    ${of('pair:').length === 0 ? null : html`<h3>Mean score for each pair</h3>`} ${gallery('pair:')}
    ${
      failed.length === 0
        ? null
        : html`<details>
            <summary>${failed.length} failed</summary>
            ${dataTable(
              [
                { title: 'Trial', cell: ({ trial }) => trial },
                { title: 'Why', text: true, cell: ({ error }) => error },
              ],
              failed,
            )}
          </details>`
    }
  </section>`;
}

function rankingTable(study: StudyResult): Html {
  const shown = rankedTrials(study);
  const staged = study.trials.some(({ stages }) => stages.some(({ budget }) => budget !== null));
  const used = study.space.filter(({ name }) => shown.some(({ values }) => values[name] !== undefined));
  const columns: readonly Column<StudyTrial>[] = [
    { title: 'Rank', cell: ({ rank }) => rank ?? '–' },
    { title: 'Trial', cell: ({ trial }) => trial },
    { title: scoreName(study), cell: (trial) => label(scoreText(trial)) },
    ...(staged ? [{ title: 'Resource', cell: ({ stages }: StudyTrial) => stages.at(-1)?.budget ?? '–' }] : []),
    ...used.map(({ name }): Column<StudyTrial> => ({
      title: name,
      cell: ({ values }) => label(valueText(values[name])),
    })),
  ];
  return dataTable(columns, shown, {
    caption: rankingCaption(study, shown.length),
    startsBlock: (row, before) => row.rank === null && before?.rank !== null,
  });
}

const definitions = html`<section id="definitions">
  <h2>Definitions</h2>
  <dl class="definitions">
    <dt>Score</dt>
    <dd>The mean over the executions of a trial; with several, its standard deviation stands beside it.</dd>
    <dt>Given up</dt>
    <dd>Worse than the median of earlier trials at the same point, or not promoted to the next rung.</dd>
    <dt>Importance</dt>
    <dd>
      Functional analysis of variance (Hutter, Hoos, Leyton-Brown 2014): the share of the variance of the score over the
      search space that a hyperparameter explains by itself, or a pair beyond its two parts, as a random forest of the
      complete trials sees it.
    </dd>
    <dt>Mean score</dt>
    <dd>
      Over the complete trials with that value, or in that range of six; bars are the standard error of the mean.
      Searches that learn visit good regions more often, so means of poor values rest on few trials.
    </dd>
  </dl>
</section>`;
