import type { MassPointRow } from '../../schemas/results/index.ts';
import { formatMeasured, formatNumber } from '../style/numbers.ts';
import { label, html, type Content, type Html } from './html.ts';

export const numberCell = (value: number | null | undefined, digits = 3): Html => label(formatNumber(value, digits));

export const measuredCell = (value: number | null | undefined, error: number | null | undefined): Html =>
  label(formatMeasured(value, error));

/** A value with a smaller second line below it: what must be read with it. */
export const withNote = (value: Content, note: Content): Html => html`${value}<small>${note}</small>`;

/** Z with its error, and below it the effective background events that it rests on. */
export function significanceCell(row: MassPointRow | undefined): Content {
  if (row === undefined) return '–';
  return withNote(measuredCell(row.significance, row.significance_error), numberCell(row.background_effective));
}
