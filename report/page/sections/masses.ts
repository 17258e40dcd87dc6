import type { Header } from '../../figures/layout.ts';
import { massFigure, type MassScan, type MassSignificance } from '../../figures/significance-by-mass.ts';
import { renderSvg } from '../../figures/render.ts';
import { categoryName } from '../../style/names.ts';
import type { Category } from '../categories.ts';
import { figureBlock } from '../figure-block.ts';
import { html, label, type Html } from '../html.ts';

/** Significance against mass, one figure a model and scenario, across its categories. */
export async function massesSection(categories: readonly Category[], header: Header): Promise<Html | null> {
  const scans = massScans(categories);
  if (scans.length === 0) return null;
  const figures = await Promise.all(scans.map((scan) => renderSvg(massFigure(scan, header))));
  return html`<section id="masses">
    <h2>Significance against mass</h2>
    <p>
      Channels combined. Dotted lines separate the mass regions, each with a network of its own. Cut and count on all
      events. Bars: statistical error of the simulation.
    </p>
    <div class="gallery">${figures.map((svg, index) => figureBlock(svg, label(scans[index]?.name ?? '')))}</div>
  </section>`;
}

function massScans(categories: readonly Category[]): readonly MassScan[] {
  const groups = new Map<string, Category[]>();
  for (const category of categories) {
    if (category.massPoints.length === 0) continue;
    const name = categoryName({ model: category.model, scenario: category.scenario });
    groups.set(name, [...(groups.get(name) ?? []), category]);
  }
  return [...groups].map(([name, members]) => ({ name, points: pointsOf(members), boundaries: boundaries(members) }));
}

function pointsOf(categories: readonly Category[]): readonly MassSignificance[] {
  return categories
    .flatMap(({ massPoints }) => massPoints)
    .flatMap(({ mass_gev: mass, method, channel, significance, significance_error: error }) =>
      channel !== 'combined' || method === 'cut-and-count-test' ? [] : [{ mass, method, significance, error }],
    )
    .sort((a, b) => a.mass - b.mass);
}

/** Half way between the highest mass of a category and the lowest of the next. */
function boundaries(categories: readonly Category[]): readonly number[] {
  const ranges = categories
    .map(({ massPoints }) => massPoints.map((row) => row.mass_gev))
    .map((masses) => [Math.min(...masses), Math.max(...masses)] as const)
    .sort((a, b) => a[0] - b[0]);
  return ranges.slice(1).map(([low], index) => (low + (ranges[index]?.[1] ?? low)) / 2);
}
