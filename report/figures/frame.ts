import { ink } from '../style/palette.ts';
import { fraction, type Axis } from './axis.ts';
import { constant, from, layer, type Layer } from './layer.ts';
import { fontSizes, plotHeight, plotWidth, type Header, type Layout } from './layout.ts';
import { texts } from './text.ts';

const majorTick = 11;
const minorTick = 6;

/** The box with ticks inward on all four sides, tick labels, axis titles (x right, y top) and the header above. */
export function frame(x: Axis, y: Axis, layout: Layout, header: Header): Layer {
  const width = plotWidth(layout);
  const height = plotHeight(layout);
  const path = box(width, height) + ticks(x, y, width, height);
  return [
    layer('path', [{ path }], { path: from('path'), stroke: constant(ink), strokeWidth: constant(1.2) }),
    texts(
      [
        ...x.major.map(({ value, label }) => ({
          x: fraction(x, value) * width,
          y: height + 9,
          text: label,
          align: 'center' as const,
          baseline: 'top' as const,
        })),
        ...y.major.map(({ value, label }) => ({
          x: -9,
          y: (1 - fraction(y, value)) * height,
          text: label,
          align: 'right' as const,
          baseline: 'middle' as const,
        })),
      ],
      fontSizes.tick,
    ),
    texts(
      [
        { text: x.title, x: width, y: height + 62, align: 'right' },
        { text: y.title, x: 24 - layout.left, y: 0, align: 'right', angle: -90 },
      ],
      fontSizes.title,
    ),
    texts(
      [
        { text: header.status, x: 0, y: -13, weight: 'bold', style: 'italic' },
        { text: header.conditions, x: width, y: -13, align: 'right' },
      ],
      fontSizes.header,
    ),
  ].flat();
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
