import { labelToText } from '../style/markup.ts';
import { formatNumber } from '../style/numbers.ts';

/** A number for a terminal: `0.174`, `3.58e-4`, `1155000`; `-` where there is none. */
export function plainNumber(value: number | null | undefined, digits = 3): string {
  const text = labelToText(formatNumber(value, digits).replace(/ × 10\^\{(.*)\}$/, 'e$1'));
  return text.replaceAll('−', '-').replaceAll('\u2009', '').replace('–', '-');
}
