import { ink } from '../style/palette.ts';
import { fraction, type Axis } from './axis.ts';
import { constant, from, layer, onX, onY, type Layer } from './layer.ts';
import { fontSizes, plotHeight, plotWidth, type Header, type Layout } from './layout.ts';

const majorTick = 11;
const minorTick = 6;

/** The box with ticks inward on all four sides, tick labels, axis titles (x right, y top) and the header above. */
export function frame(x: Axis, y: Axis, layout: Layout, header: Header): Layer {
  const width = plotWidth(layout);
  const height = plotHeight(layout);
  return [
    layer('path', [{ path: box(width, height) + ticks(x, y, width, height) }], {
      path: from('path'),
      stroke: constant(ink),
      strokeWidth: constant(1.2),
    }),
    layer('text', x.major, {
      x: onX('value'),
      y: constant(height + 9),
      text: from('label'),
      align: constant('center'),
      baseline: constant('top'),
      ...text(fontSizes.tick),
    }),
    layer('text', y.major, {
      x: constant(-9),
      y: onY('value'),
      text: from('label'),
      align: constant('right'),
      baseline: constant('middle'),
      ...text(fontSizes.tick),
    }),
    titles(x, y, layout),
    layer('text', headerRows(header, width), {
      x: from('x'),
      y: constant(-13),
      text: from('text'),
      align: from('align'),
      fontWeight: from('weight'),
      fontStyle: from('style'),
      ...text(fontSizes.header),
    }),
  ].flat();
}

/** What every text mark shares. The font family stands once, on the root of the SVG. */
export const text = (size: number): Readonly<Record<string, unknown>> => ({
  fontSize: constant(size),
  fill: constant(ink),
});

function titles(x: Axis, y: Axis, layout: Layout): Layer {
  const rows = [
    { text: x.title, x: plotWidth(layout), y: plotHeight(layout) + 62, angle: 0 },
    { text: y.title, x: 24 - layout.left, y: 0, angle: -90 },
  ].filter((row) => row.text !== '');
  return layer('text', rows, {
    x: from('x'),
    y: from('y'),
    angle: from('angle'),
    text: from('text'),
    align: constant('right'),
    ...text(fontSizes.title),
  });
}

function headerRows(header: Header, width: number): readonly object[] {
  return [
    { text: header.status, x: 0, align: 'left', weight: 'bold', style: 'italic' },
    { text: header.conditions, x: width, align: 'right', weight: 'normal', style: 'normal' },
  ].filter((row) => row.text !== '');
}

const box = (width: number, height: number): string => `M0,0H${width}V${height}H0Z`;

/** All ticks as one path: a mark each would be most of the size of the file. */
function ticks(x: Axis, y: Axis, width: number, height: number): string {
  const px = (value: number): string => String(Number(value.toFixed(1)));
  const columns = (values: readonly number[], length: number): string =>
    values
      .map((value) => px(fraction(x, value) * width))
      .map((at) => `M${at},0v${length}M${at},${height}v${-length}`)
      .join('');
  const rows = (values: readonly number[], length: number): string =>
    values
      .map((value) => px((1 - fraction(y, value)) * height))
      .map((at) => `M0,${at}h${length}M${width},${at}h${-length}`)
      .join('');
  const major = ({ major: marked }: Axis): readonly number[] => marked.map(({ value }) => value);
  return (
    columns(major(x), majorTick) + columns(x.minor, minorTick) + rows(major(y), majorTick) + rows(y.minor, minorTick)
  );
}
