import { ink } from '../style/palette.ts';
import { constant, from, layer, type Layer } from './layer.ts';

/** A label (in markup) at px from the frame's upper left corner. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly baseline?: 'alphabetic' | 'middle' | 'top';
  readonly weight?: 'normal' | 'bold';
  readonly style?: 'normal' | 'italic';
  /** Degrees, clockwise. */
  readonly angle?: number;
}

const defaults = { align: 'left', baseline: 'alphabetic', weight: 'normal', style: 'normal', angle: 0 } as const;

/** Labels of one size. The font family stands once, on the root of the SVG. */
export function texts(labels: readonly Label[], fontSize: number): Layer {
  const rows = labels.filter(({ text }) => text !== '').map((label) => ({ ...defaults, ...label }));
  return layer('text', rows, {
    x: from('x'),
    y: from('y'),
    text: from('text'),
    align: from('align'),
    baseline: from('baseline'),
    fontWeight: from('weight'),
    fontStyle: from('style'),
    angle: from('angle'),
    fontSize: constant(fontSize),
    fill: constant(ink),
  });
}
