import type { Workspace } from '../histfactory/index.ts';
import { logNormal, type CountingExperiment, type Nuisance } from './counting.ts';
import { countedOf, luminosityOf, type Counted } from './workspace-effects.ts';

export interface CountingOptions {
  /** Whether the observations are data; otherwise the experiment is blind. */
  readonly observed: boolean;
  /**
   * Nuisances that channels share as a whole. Absent: the workspace says it by name, uncertainties of one name being one nuisance, and
   * those of one channel alone its own.
   */
  readonly correlated?: readonly Nuisance[];
}

/**
 * The counting experiment of a HistFactory workspace with one bin a channel. The place of the cross section is taken by the signal strength:
 * luminosity 1, and the signal events at strength 1 as the efficiency. `lumi` of the signal is the luminosity; that of the background is part
 * of the background's own uncertainty. Uncertainties become log-normal.
 * @throws RangeError where the workspace is no counting experiment, saying why
 */
export function countingExperiment(workspace: Workspace, options: CountingOptions): CountingExperiment {
  const [measurement] = workspace.measurements as [Workspace['measurements'][number]];
  const { poi } = measurement.config;
  const names = new Set(
    workspace.channels.flatMap(({ samples }) => samples.flatMap(({ modifiers }) => modifiers.map(({ name }) => name))),
  );
  const luminosity = luminosityOf(measurement, names);
  const counted = workspace.channels.map((channel) => {
    const bins = channel.samples[0]?.data.length ?? 0;
    if (bins !== 1) throw new RangeError(`channel ${channel.name} has ${bins} bins`);
    const isSignal = ({ modifiers }: (typeof channel.samples)[number]): boolean =>
      modifiers.some(({ name, type }) => type === 'normfactor' && name === poi);
    const parts = [true, false].map((signal) => channel.samples.filter((sample) => isSignal(sample) === signal));
    const [signal, background] = parts.map((samples) => countedOf(channel, samples, poi, luminosity)) as [
      Counted,
      Counted,
    ];
    return { name: channel.name, signal, background };
  });
  const largest = Math.max(...counted.map(({ signal }) => signal.events));
  if (!(largest > 0)) throw new RangeError('no channel has a signal');
  const both = counted.flatMap(({ signal, background }) =>
    [...signal.relative.keys()].filter((name) => name !== 'lumi' && background.relative.has(name)),
  );
  if (both[0] !== undefined) throw new RangeError(`'${both[0]}' moves signal and background together`);
  const signals = counted.map(({ signal }) => signal.relative);
  const scales = signals.map((relative) => relative.get('lumi') ?? 0);
  // Relative uncertainties of sums differ by rounding.
  if (Math.max(...scales) - Math.min(...scales) > 1e-9)
    throw new RangeError("'lumi' does not act on the signal of all channels alike");
  const efficiencies = sharesOf(signals, options.correlated === undefined, 'lumi');
  const backgrounds = sharesOf(
    counted.map(({ background }) => background.relative),
    options.correlated === undefined,
  );
  const data = new Map(workspace.observations.map(({ name, data: counts }) => [name, counts[0]]));
  return {
    luminosity: logNormal(1, scales[0]),
    correlated: new Set<Nuisance>(options.correlated ?? ['luminosity']),
    channels: counted.map(({ name, signal, background }, c) => {
      const observed = options.observed ? data.get(name) : undefined;
      return {
        name,
        // A channel without signal knows of the shared nuisances all the same.
        efficiency: { value: Math.max(signal.events, 1e-9 * largest), sigma: efficiencies[c]?.own ?? 0 },
        background: { value: background.events, sigma: backgrounds[c]?.own ?? 0 },
        shared: { efficiency: efficiencies[c]?.shared ?? 0, background: backgrounds[c]?.shared ?? 0 },
        ...(observed === undefined ? {} : { observed }),
      };
    }),
  };
}

interface Shares {
  readonly own: number;
  readonly shared: number;
}

/** Standard deviations of the logarithms, parted into what a channel has alone and what all have. */
function sharesOf(
  relative: readonly ReadonlyMap<string, number>[],
  byName: boolean,
  except?: string,
): readonly Shares[] {
  const channels = relative.length;
  const own = new Float64Array(channels);
  const shared = new Float64Array(channels);
  let direction: readonly [name: string, sizes: Float64Array] | undefined;
  for (const name of new Set(relative.flatMap((sizes) => [...sizes.keys()]))) {
    if (name === except) continue;
    const sizes = Float64Array.from(relative, (of) => of.get(name) ?? 0);
    const sigmas = sizes.map((size) => logNormal(1, Math.abs(size)).sigma);
    const touched = sizes.filter((size) => size !== 0).length;
    const isShared = byName && touched > 1;
    if (isShared) {
      const sign = Math.sign(sizes[0] as number);
      if (!sizes.every((size) => Math.sign(size) === sign && sign !== 0))
        throw new RangeError(`'${name}' acts on some channels only, or on some up and on others down`);
      if (direction !== undefined && !proportional(direction[1], sigmas))
        throw new RangeError(`'${direction[0]}' and '${name}' act on the channels in different proportions`);
      direction ??= [name, sigmas];
    }
    const target = isShared ? shared : own;
    for (let c = 0; c < channels; c++) target[c] = Math.hypot(target[c] as number, sigmas[c] as number);
  }
  return Array.from(own, (sigma, c) => ({ own: sigma, shared: shared[c] as number }));
}

const proportional = (a: Float64Array, b: Float64Array): boolean =>
  a.every(
    (value, c) =>
      Math.abs(value * (b[0] as number) - (b[c] as number) * (a[0] as number)) <= 1e-6 * value * (b[0] ?? 0),
  );
