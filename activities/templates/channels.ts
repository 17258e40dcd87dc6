import { binIndices, scoreBinEdges, type Template, type TemplateChannel } from '../../science/statistics/index.ts';
import type { ScoredEvents } from '../scored-events/index.ts';
import { binnedProcesses } from './binned.ts';
import type { TemplatesParams } from './params.ts';

/** A discriminant with what is the same for all hypotheses. */
export interface Discriminant {
  readonly name: string;
  readonly values: Float64Array;
  /** Rows by rising value. */
  readonly rising: Int32Array;
}

/** The signal's process in a workspace. */
export const SIGNAL = 'signal';

/**
 * The templates of one hypothesis in each channel that has signal and enough background.
 * @param grouped all rows (`groupedRows`)
 * @returns the channels, and the names of those that hold too little
 */
export function templateChannels(
  events: ScoredEvents,
  grouped: Int32Array,
  hypothesis: number,
  discriminant: Discriminant,
  params: TemplatesParams,
): { readonly channels: readonly TemplateChannel[]; readonly poor: readonly string[] } {
  const channels: TemplateChannel[] = [];
  const poor: string[] = [];
  for (const [name, mask] of events.channels) {
    const channel = channelOf(events, grouped, hypothesis, discriminant, params, mask);
    if (channel === undefined) poor.push(name);
    else channels.push({ name, ...channel });
  }
  return { channels, poor };
}

function channelOf(
  events: ScoredEvents,
  grouped: Int32Array,
  hypothesis: number,
  { values, rising }: Discriminant,
  params: TemplatesParams,
  mask: Uint8Array,
): Omit<TemplateChannel, 'name'> | undefined {
  const { weights, labels } = events;
  const { binning, systematics } = params;
  const { from = -Infinity } = binning;
  const chosen = Int8Array.from(labels, (label, row) =>
    mask[row] === 0 || (values[row] as number) < from || (label === 1 && events.signals[row] !== hypothesis)
      ? -1
      : label,
  );
  const positive = chosen.some((label, row) => label === 1 && (weights[row] as number) > 0);
  if (!positive) return undefined;
  const edges = scoreBinEdges(
    { scores: values, weights, labels: chosen },
    {
      method: binning.method,
      bins: binning.bins,
      minimumEffectiveBackground: binning.minimum_effective_background,
      low: binning.low,
      high: binning.high,
    },
    rising,
  );
  if (edges === undefined) return undefined;
  const count = edges.length - 1;
  const bin = (of: Float64Array): Int32Array => binIndices(of, edges, binning.overflow);
  const bins = bin(values);
  const rowsOf = (label: number): Int32Array => grouped.filter((row) => chosen[row] === label);
  const [signalRows, backgroundRows] = [rowsOf(1), rowsOf(0)];

  const { dropout_std: spreadColumn } = systematics;
  const spread = spreadColumn === undefined ? undefined : events.columns.get(spreadColumn);
  const variations = [
    ...Object.entries(systematics.shapes).map(([name, shape]) => {
      const weighted = (column: string): Float64Array => {
        const alternative = events.columns.get(column) as Float64Array;
        return shape.as === 'weight'
          ? alternative
          : weights.map((weight, row) => weight * (alternative[row] as number));
      };
      const up = { bins, weights: weighted(shape.up) };
      const down = shape.down === undefined ? undefined : { bins, weights: weighted(shape.down) };
      const acts = (process: string): boolean => shape.processes?.includes(process) ?? true;
      return { name, up, down, acts };
    }),
    ...(spread === undefined
      ? []
      : [1].map(() => {
          const moved = (sign: number): Int32Array =>
            bin(values.map((value, row) => clamp(value + sign * (spread[row] as number), edges)));
          const acts = (): boolean => true;
          return { name: 'mc_dropout', up: { bins: moved(1), weights }, down: { bins: moved(-1), weights }, acts };
        })),
  ];

  const templatesOf = (rows: Int32Array, nameOf: (process: number) => string): Template[] => {
    const nominal = binnedProcesses(events, rows, bins, count, weights);
    const varied = variations.map(({ name, up, down, acts }) => ({
      name,
      acts,
      up: binnedProcesses(events, rows, up.bins, count, up.weights),
      down: down && binnedProcesses(events, rows, down.bins, count, down.weights),
    }));
    return [...nominal].map(([process, { sumOfWeights, variance }]) => ({
      process: nameOf(process),
      sumOfWeights,
      error: variance.map(Math.sqrt),
      shapes: varied
        .filter(({ acts }) => acts(nameOf(process)))
        .map(({ name, up, down }) => {
          const high = up.get(process)?.sumOfWeights ?? sumOfWeights;
          const mirrored = sumOfWeights.map((value, i) => 2 * value - (high[i] as number));
          return { name, up: high, down: down?.get(process)?.sumOfWeights ?? mirrored };
        }),
    }));
  };
  const signal = sumOf(templatesOf(signalRows, () => SIGNAL));
  if (signal === undefined) return undefined;
  const observed = params.unblind && labels.includes(2) ? countsIn(rowsOf(2), bins, count) : undefined;
  return {
    signal,
    backgrounds: templatesOf(backgroundRows, (process) => events.processNames[process] as string),
    ...(observed === undefined ? {} : { observed }),
  };
}

/** A moved score stays within the bins that its event is counted in. */
const clamp = (value: number, edges: Float64Array): number =>
  Math.min(Math.max(value, edges[0] as number), edges.at(-1) as number);

function countsIn(rows: Int32Array, bins: Int32Array, count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const row of rows) {
    const bin = bins[row] as number;
    if (bin >= 0) counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Several samples of one signal hypothesis are one process. */
function sumOf(templates: readonly Template[]): Template | undefined {
  const [first, ...others] = templates;
  if (first === undefined) return undefined;
  return others.reduce((sum, next) => {
    const add = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + (b[i] as number));
    return {
      process: sum.process,
      sumOfWeights: add(sum.sumOfWeights, next.sumOfWeights),
      error: sum.error.map((value, i) => Math.hypot(value, next.error[i] as number)),
      shapes: sum.shapes.map((shape, i) => ({
        name: shape.name,
        up: add(shape.up, next.shapes[i]?.up ?? []),
        down: add(shape.down, next.shapes[i]?.down ?? []),
      })),
    };
  }, first);
}
