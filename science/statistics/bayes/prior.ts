import type { CountingChannel, CountingExperiment, Nuisance } from './counting.ts';
import { normalNodes } from './normal-nodes.ts';

/** A channel with what is left to average over within it. */
export interface ChannelPrior {
  readonly channel: CountingChannel;
  /** Signal events for each fb of cross section, at the medians. */
  readonly signalPerFb: number;
  /** Of the signal: luminosity and efficiency, as far as other channels do not share them. */
  readonly signalSigma: number;
  /** Of the background, as far as other channels do not share it. */
  readonly backgroundSigma: number;
  /** Logarithm's response to the shared normal variables. */
  readonly sharedEfficiencySigma: number;
  readonly sharedBackgroundSigma: number;
}

/** The nuisances of an experiment, parted into those within a channel and those that channels share. */
export interface Priors {
  readonly channels: readonly ChannelPrior[];
  /** What scales the signal of all channels by one factor: luminosity, and an efficiency error of equal size everywhere. */
  readonly sharedSignalSigma: number;
}

/** What is private to a single channel stays within it, whatever `correlated` says: there is nothing to share it with. */
export function priorsOf({ luminosity, channels, correlated }: CountingExperiment): Priors {
  const several = channels.length > 1;
  const split = (nuisance: Nuisance, own: number, common = 0): { readonly own: number; readonly shared: number } => {
    if (!several) return { own: Math.hypot(own, common), shared: 0 };
    return correlated.has(nuisance) ? { own: 0, shared: Math.hypot(own, common) } : { own, shared: common };
  };
  const scale = split('luminosity', luminosity.sigma);
  const efficiencies = channels.map(({ efficiency, shared }) =>
    split('efficiency', efficiency.sigma, shared?.efficiency),
  );
  const first = efficiencies[0]?.shared ?? 0;
  const equalEfficiency = efficiencies.every(({ shared }) => Math.abs(shared - first) <= 1e-12 * first);
  return {
    sharedSignalSigma: Math.hypot(scale.shared, equalEfficiency ? first : 0),
    channels: channels.map((channel, c): ChannelPrior => {
      const efficiency = efficiencies[c] ?? { own: 0, shared: 0 };
      const background = split('background', channel.background.sigma, channel.shared?.background);
      return {
        channel,
        signalPerFb: luminosity.value * channel.efficiency.value,
        signalSigma: Math.hypot(scale.own, efficiency.own),
        backgroundSigma: background.own,
        sharedEfficiencySigma: equalEfficiency ? 0 : efficiency.shared,
        sharedBackgroundSigma: background.shared,
      };
    }),
  };
}

/** How narrow a Poisson likelihood makes a background's normal variable, together with its density. */
export function backgroundWidth(background: number, sigma: number): number {
  return 1 / Math.sqrt(1 + background * sigma * sigma);
}

/** Points of the shared efficiency and background variables, with the weights of their product. */
export interface SharedNodes {
  readonly efficiency: Float64Array;
  readonly background: Float64Array;
  readonly weights: Float64Array;
}

export function sharedNodes({ channels }: Priors): SharedNodes {
  const efficiency = normalNodes(Math.max(...channels.map((channel) => channel.sharedEfficiencySigma)), 0.7);
  // All channels' counts together narrow a shared background.
  const information = channels.reduce(
    (sum, { channel, sharedBackgroundSigma: sigma }) => sum + channel.background.value * sigma * sigma,
    0,
  );
  const background = normalNodes(information, 1 / Math.sqrt(1 + information));
  const pairs = [...efficiency.points]
    .flatMap((e, i) =>
      [...background.points].map((b, j) => ({
        e,
        b,
        weight: (efficiency.weights[i] ?? 0) * (background.weights[j] ?? 0),
      })),
    )
    // The corners of the plane are less probable than the ends of either axis.
    .filter(({ e, b }) => Math.hypot(e, b) <= background.reach);
  return {
    efficiency: Float64Array.from(pairs, ({ e }) => e),
    background: Float64Array.from(pairs, ({ b }) => b),
    weights: Float64Array.from(pairs, ({ weight }) => weight),
  };
}
