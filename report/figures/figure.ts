import type { Spec } from 'vega';
import type { Axis } from './axis.ts';
import { frame } from './frame.ts';
import { toVega, type Layer } from './layer.ts';
import { fontSizes, lineHeight, plotHeight, plotWidth, standardLayout, type Header, type Layout } from './layout.ts';
import { texts } from './text.ts';

export interface FigureParts {
  /** Plain words for readers who cannot see the figure, and for its tooltip. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  readonly header: Header;
  readonly layout?: Layout;
}

/** A complete Vega specification: two scales, the layers, the frame on top. No signals, no transforms, no clipping. */
export function figure({ description, x, y, layers, header, layout = standardLayout }: FigureParts): Spec {
  const { data, marks } = toVega([...layers.flat(), ...frame(x, y, layout, header)]);
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description,
    width: plotWidth(layout),
    height: plotHeight(layout),
    padding: { left: layout.left, right: layout.right, top: layout.top, bottom: layout.bottom },
    autosize: 'none',
    scales: [
      { name: 'x', type: x.type, domain: [...x.domain], range: 'width', zero: false, nice: false },
      { name: 'y', type: y.type, domain: [...y.domain], range: 'height', zero: false, nice: false },
    ],
    data,
    marks,
  };
}

/** Lines of text from the frame's upper left corner; the first in bold. */
export function notes(lines: readonly string[], left = 22, top = 16): Layer {
  return texts(
    lines.map((text, index) => ({
      text,
      x: left,
      y: top + lineHeight * (index + 0.5),
      weight: index === 0 ? 'bold' : 'normal',
      baseline: 'middle',
    })),
    fontSizes.note,
  );
}
