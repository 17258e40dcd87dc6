import type { CampaignResults } from '../../schemas/results/index.ts';
import { renderCategories } from './categories.ts';
import { renderCutflows } from './cutflows.ts';
import { renderDocumentTables } from './documents.ts';
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
  const { tables = [], categories } = results;
  const parts = [heading];
  if (categories.length > 0 || tables.length === 0) parts.push(renderCategories(results, width));
  if (tables.length > 0) parts.push(renderDocumentTables(tables, width));
  if (full) {
    if (categories.length > 0 || tables.length === 0) parts.push('Mass points', renderMassPoints(results, width));
    parts.push('Cutflows', renderCutflows(results, width));
  }
  return parts.join('\n\n');
}
