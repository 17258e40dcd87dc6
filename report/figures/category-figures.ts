import type { Spec } from 'vega';
import type { Curves, History } from '../../schemas/results/index.ts';
import { categoryName, type CategoryName } from '../style/names.ts';
import type { CategoryContext } from './category.ts';
import { dropoutFigure } from './dropout-spread.ts';
import { collisionHeader } from './layout.ts';
import { lossFigure } from './loss.ts';
import { renderSvg } from './render.ts';
import { rocFigure } from './roc.ts';
import { significanceFigure } from './significance-scan.ts';
import { validationFigure } from './validation.ts';

export interface FigureSettings {
  readonly category: CategoryName;
  readonly energyTev: number;
  readonly luminosityFb: number;
}

/** `significance` at the lowest and `significance_highest` at the highest mass point. */
function significances(curves: Curves, context: CategoryContext): Readonly<Record<string, Spec>> {
  const masses = curves.significance.map((scan) => scan.mass_gev);
  const lowest = Math.min(...masses);
  const highest = Math.max(...masses);
  return {
    ...(masses.length === 0 ? {} : { significance: significanceFigure(curves, context, lowest) }),
    ...(highest > lowest ? { significance_highest: significanceFigure(curves, context, highest) } : {}),
  };
}

/** The figures of a category as SVG, by name, in the order in which a page shows them. */
export async function categoryFigures(
  curves: Curves,
  history: History,
  { category, energyTev, luminosityFb }: FigureSettings,
): Promise<Record<string, string>> {
  const context = { category: categoryName(category), header: collisionHeader(energyTev, luminosityFb) };
  const specifications = {
    validation: validationFigure(curves, context),
    roc: rocFigure(curves, context),
    ...significances(curves, context),
    dropout: dropoutFigure(curves, context),
    loss: lossFigure(history, context),
  };
  const drawn: Record<string, string> = {};
  for (const [name, specification] of Object.entries(specifications)) drawn[name] = await renderSvg(specification);
  return drawn;
}
