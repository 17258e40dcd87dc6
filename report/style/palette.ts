/** The ten colours of M. Petroff, "Accessible Color Sequences for Data Visualization", arXiv:2107.02270, in their order. */
export const palette = {
  blue: '#3f90da',
  orange: '#ffa90e',
  red: '#bd1f01',
  grey: '#94a4a2',
  purple: '#832db6',
  brown: '#a96b59',
  darkOrange: '#e76300',
  sand: '#b9ac70',
  slate: '#717581',
  cyan: '#92dadd',
} as const;

/** Text, axes and hatching: the colour of the surrounding text, so that a figure follows light and dark pages. */
export const ink = 'currentColor';

const processColours: Readonly<Record<string, string>> = {
  drell_yan: palette.blue,
  ttbar: palette.orange,
  diboson: palette.grey,
  single_top: palette.brown,
  wjets: palette.cyan,
};

const spare = [palette.sand, palette.slate, palette.purple, palette.darkOrange, palette.red];

/**
 * A colour for each process: the usual ones for processes known here, the rest of the palette in alphabetical order for
 * others, so that a process keeps its colour wherever the same set of processes is drawn.
 */
export function colourProcesses(processes: readonly string[]): ReadonlyMap<string, string> {
  const unknown = processes.filter((process) => !(process in processColours)).sort();
  return new Map(
    processes.map((process) => [
      process,
      processColours[process] ?? spare[unknown.indexOf(process) % spare.length] ?? palette.slate,
    ]),
  );
}

/** One look for each method, the same in every figure: colour, dash and point shape all differ, for print in grey. */
export const methodStyles = {
  network: { colour: palette.red, dash: [], shape: 'circle' },
  network_dropout: { colour: palette.blue, dash: [9, 5], shape: 'diamond' },
  'cut-and-count': { colour: palette.slate, dash: [3, 4], shape: 'square' },
} as const satisfies Readonly<Record<string, MethodStyle>>;

export interface MethodStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly shape: 'circle' | 'diamond' | 'square';
}

/** Lines of several mass points: told apart from the filled backgrounds by being strong and dashed differently. */
export const signalStyles = [
  { colour: palette.red, dash: [] },
  { colour: palette.purple, dash: [10, 5] },
  { colour: palette.darkOrange, dash: [3, 4] },
] as const satisfies readonly { readonly colour: string; readonly dash: readonly number[] }[];

/** Colours of the channels. */
export function channelColour(channel: string): string {
  const colours: Readonly<Record<string, string>> = { ee: palette.blue, mumu: palette.orange, combined: palette.red };
  return colours[channel] ?? palette.slate;
}
