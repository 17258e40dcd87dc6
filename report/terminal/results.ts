import type { CampaignResults } from '../../schemas/results/index.ts';
import { renderCategories } from './categories.ts';
import { renderCutflows } from './cutflows.ts';
import { renderMassPoints } from './mass-points.ts';

export interface ResultsView {
  /** Columns of the terminal; columns of tables that do not fit are left out, and named. */
  readonly width: number;
  /** Mass points and cutflows too. */
  readonly full: boolean;
}

/** The results of a run as text without colours: what `umbra results` prints. */
export function renderResults(results: CampaignResults, { width, full }: ResultsView): string {
  const heading = `${results.campaign}, run ${results.run}`;
  const parts = [heading, renderCategories(results, width)];
  if (full) {
    parts.push('Mass points', renderMassPoints(results, width), 'Cutflows', renderCutflows(results, width));
  }
  return parts.join('\n\n');
}
