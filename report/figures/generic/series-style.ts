import { palette } from '../../style/palette.ts';
import type { Shape } from '../curve.ts';

const colours = [
  palette.blue,
  palette.red,
  palette.orange,
  palette.purple,
  palette.brown,
  palette.slate,
  palette.darkOrange,
  palette.sand,
  palette.cyan,
  palette.grey,
];
const dashes: readonly (readonly number[])[] = [[], [9, 5], [3, 4], [12, 4, 3, 4]];
const shapes: readonly Shape[] = ['circle', 'square', 'diamond'];

/** Colour, dash and symbol of the n-th series: ten colours, then the same ones dashed. */
export const seriesStyle = (index: number) => ({
  colour: colours[index % colours.length] ?? palette.slate,
  dash: dashes[(Math.floor(index / colours.length) + (index % 2)) % dashes.length] ?? [],
  shape: shapes[index % shapes.length] ?? 'circle',
});

/** Share of a figure's height that a legend of so many entries takes. */
export const legendRoom = (entries: number): { readonly columns: number; readonly headroom: number } => {
  const columns = entries > 12 ? 3 : entries > 3 ? 2 : 1;
  return { columns, headroom: Math.min(0.55, 0.06 + 0.058 * Math.ceil(entries / columns)) };
};
