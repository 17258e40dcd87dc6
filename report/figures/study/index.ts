import type { StudyDimension, StudyResult } from '../../../schemas/results/index.ts';
import type { Header } from '../layout.ts';
import { renderSvg } from '../render.ts';
import { scored } from './bins.ts';
import { importanceFigure } from './importance.ts';
import { meanFigure, pairFigure } from './means.ts';
import { parallelFigure } from './parallel.ts';
import { progressFigure, type NamedStudies } from './progress.ts';

const mostMeans = 8;
const mostPairs = 6;

/** Of the most important first; without importance, in the order of the space. */
function leading(study: StudyResult): readonly StudyDimension[] {
  const fractionOf = ({ name }: StudyDimension): number =>
    study.importance.find(({ names }) => names.length === 1 && names[0] === name)?.fraction ?? 0;
  return study.space
    .filter(({ low, high, options }) => options.length > 1 || low !== high)
    .toSorted((a, b) => fractionOf(b) - fractionOf(a));
}

/**
 * The figures of a study as SVG by name: `progress`, `parallel`, `importance`, `mean:<dimension>` and `pair:<one>:<other>`. Those for
 * which there are too few trials are absent.
 */
export async function studyFigures(study: StudyResult, header: Header): Promise<Readonly<Record<string, string>>> {
  if (scored(study.trials).length === 0) return {};
  const dimensions = leading(study);
  const top = dimensions.slice(0, 4);
  const pairs = top.flatMap((one, index) => top.slice(index + 1).map((other) => [one, other] as const));
  const specs = [
    ['progress', progressFigure([['', study]], header)] as const,
    ['parallel', parallelFigure(study, header)] as const,
    ...(study.importance.length > 0 ? [['importance', importanceFigure(study, header)] as const] : []),
    ...dimensions
      .slice(0, mostMeans)
      .map((dimension) => [`mean:${dimension.name}`, meanFigure(study, dimension, header)] as const),
    ...pairs
      .slice(0, mostPairs)
      .map((pair) => [`pair:${pair[0].name}:${pair[1].name}`, pairFigure(study, pair, header)] as const),
  ];
  const drawn: Record<string, string> = {};
  for (const [name, spec] of specs) drawn[name] = await renderSvg(spec);
  return drawn;
}

/** Best so far against trials, one line for each search. */
export const comparisonOfSearches = (studies: NamedStudies, header: Header): Promise<string> =>
  renderSvg(progressFigure(studies, header));
