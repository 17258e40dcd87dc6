import { formatLuminosity } from '../style/numbers.ts';

/** Sizes in px: 8 x 6 inches at 100 px an inch, the frame inside. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const standardLayout: Layout = { width: 800, height: 600, left: 104, right: 22, top: 42, bottom: 78 };

export const plotWidth = (layout: Layout): number => layout.width - layout.left - layout.right;
export const plotHeight = (layout: Layout): number => layout.height - layout.top - layout.bottom;

export const fontSizes = { tick: 20, title: 22, legend: 18, header: 20, note: 18 } as const;

/** Line of text in a figure and the room that it takes. */
export const lineHeight = 26;

/** What stands above every frame. */
export interface Header {
  /** `Simulation, private work`: bold italic, left. */
  readonly status: string;
  /** `\u221as = 13 TeV, 139 fb^{-1}`: right. */
  readonly conditions: string;
}

/** The header for a collision energy in TeV and an integrated luminosity in 1/fb. */
export function collisionHeader(energyTev: number, luminosityFb: number): Header {
  return { status: 'Simulation, private work', conditions: `√s = ${energyTev} TeV, ${formatLuminosity(luminosityFb)}` };
}
