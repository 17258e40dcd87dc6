import type { Header } from '../../report/figures/layout.ts';
import { comparisonOfSearches } from '../../report/figures/study/index.ts';
import {
  methodOf,
  rankedTrials,
  rankingCaption,
  scoreText,
  valueText,
  type NamedStudy,
} from '../../report/page/study/index.ts';
import { objectiveText, scoreName } from '../../report/style/study.ts';
import type { ReportDocument, StudyResult, StudyTrial, TableDocument } from '../../schemas/results/index.ts';
import { nameWith } from '../rows/figure-params.ts';

type Cell = TableDocument['rows'][number][number];
interface Column<Row> {
  readonly title: string;
  readonly text?: true;
  cell(row: Row): Cell;
}

const cell = (value: Cell['value'], text = value === null ? '–' : String(value)): Cell => ({ text, value });
const count = ({ trials }: StudyResult, state: StudyTrial['state']): number =>
  trials.filter((trial) => trial.state === state).length;

function table<Row>(
  document: Pick<TableDocument, 'name' | 'title' | 'caption'>,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): TableDocument {
  return {
    kind: 'table',
    ...document,
    columns: columns.map(({ title, text = false }) => ({ title, text, group: null })),
    rows: rows.map((row) => columns.map((column) => column.cell(row))),
  };
}

/** Searches beside each other, where there are several of one metric: `<prefix>_searches` (table), `<prefix>_progress` (figure). */
export async function searchDocuments(
  studies: readonly NamedStudy[],
  prefix: string,
  header: Header,
): Promise<ReportDocument[]> {
  if (studies.length < 2 || new Set(studies.map(({ study }) => objectiveText(study))).size > 1) return [];
  const named = studies.map(({ name, study }) => [name, study] as const);
  return [
    table(
      {
        name: `${prefix}_searches`,
        title: 'Searches',
        caption: 'Given up: worse than others half-way, or not promoted.',
      },
      [
        { title: 'Search', text: true, cell: ({ name }) => cell(name) },
        { title: 'Method', text: true, cell: ({ study }) => cell(methodOf(study)) },
        { title: 'Trials', cell: ({ study }) => cell(study.trials.length) },
        { title: 'Given up', cell: ({ study }) => cell(count(study, 'pruned')) },
        { title: 'Failed', cell: ({ study }) => cell(count(study, 'failed')) },
        { title: 'Best', cell: ({ study }) => cell(study.trials[0]?.score ?? null, scoreText(study.trials[0])) },
        { title: 'Found at trial', cell: ({ study }) => cell(study.trials[0]?.trial ?? null) },
      ],
      studies,
    ),
    {
      kind: 'figure',
      name: `${prefix}_progress`,
      title: 'Searches',
      caption: 'Best score so far against the number of trials.',
      svg: await comparisonOfSearches(named, header),
      wide: false,
    },
  ];
}

const kinds: Readonly<Record<string, readonly [title: string, caption: string]>> = {
  progress: ['Progress', 'Score of each trial and the best so far.'],
  parallel: ['Parallel coordinates', 'Trials in parallel coordinates, coloured by rank; the best three bold.'],
  importance: [
    'Importance',
    'Share of the variance of the score that a hyperparameter explains (functional analysis of variance).',
  ],
  mean: ['Mean score', 'Of the complete trials with that value; bars are the standard error of the mean.'],
  pair: ['Mean score', 'Of the complete trials with these values.'],
};

/** @param figures SVG by name, as `studyFigures` gives them; the documents are called `<prefix>_ranking` and `<prefix>_<figure>` */
export function studyDocuments(
  { name, study }: NamedStudy,
  figures: Readonly<Record<string, string>>,
  prefix: string,
): ReportDocument[] {
  return [
    rankingDocument(name, study, prefix),
    ...Object.entries(figures).map(([figure, svg]): ReportDocument => {
      const [kind = '', ...of] = figure.split(':');
      const [title, caption] = kinds[kind] ?? [kind, ''];
      return {
        kind: 'figure',
        name: nameWith(prefix, figure),
        title: `${name}: ${[title, of.join(' and ')].filter((part) => part !== '').join(', ')}`,
        caption,
        svg,
        wide: kind === 'parallel',
      };
    }),
  ];
}

function rankingDocument(name: string, study: StudyResult, prefix: string): TableDocument {
  const shown = rankedTrials(study);
  const staged = study.trials.some(({ stages }) => stages.some(({ budget }) => budget !== null));
  const used = study.space.filter((dimension) => shown.some(({ values }) => values[dimension.name] !== undefined));
  return table<StudyTrial>(
    {
      name: `${prefix}_ranking`,
      title: `${name}: Ranking`,
      caption: `${rankingCaption(study, shown.length)} by ${methodOf(study)}.`,
    },
    [
      { title: 'Rank', cell: ({ rank }) => cell(rank) },
      { title: 'Trial', cell: ({ trial }) => cell(trial) },
      { title: scoreName(study), cell: (trial) => cell(trial.score, scoreText(trial)) },
      ...(staged ? [{ title: 'Resource', cell: ({ stages }: StudyTrial) => cell(stages.at(-1)?.budget ?? null) }] : []),
      ...used.map((dimension): Column<StudyTrial> => ({
        title: dimension.name,
        cell: ({ values }) => cell(values[dimension.name] ?? null, valueText(values[dimension.name])),
      })),
    ],
    shown,
  );
}
