import { scanThresholds, type ThresholdScan } from '../../science/metrics/index.ts';
import { METHODS, type NetworkMethod, type TestEvents } from './scores.ts';

/** Threshold scans of one method: all background and the signal of one mass point. */
export interface MassScan {
  /** GeV */
  readonly mass: number;
  /** All channels together. */
  readonly all: ThresholdScan;
  readonly channels: readonly (readonly [name: string, scan: ThresholdScan])[];
}

export interface MethodScans {
  /** All channels and mass points together. */
  readonly all: ThresholdScan;
  /** The same with |w|. */
  readonly absolute: ThresholdScan;
  /** By rising mass. */
  readonly masses: readonly MassScan[];
}

/** Every scan that the comparison needs. The scores are ranked once; each scan walks that ranking and passes over what it is not about. */
export function scanCategory(
  events: TestEvents,
  masses: readonly number[],
): Readonly<Record<NetworkMethod, MethodScans>> {
  const absolute = events.weights.map(Math.abs);
  const labelled = masses.map((mass) => ({
    mass,
    all: labelsOf(events, mass),
    channels: events.channels.map(([name, mask]) => [name, labelsOf(events, mass, mask)] as const),
  }));
  const [network, dropout] = METHODS.map((method): MethodScans => {
    const { scores, order } = events.ranked[method];
    const scan = (labels: Int8Array, weights = events.weights): ThresholdScan =>
      scanThresholds({ scores, weights, labels }, order);
    return {
      all: scan(events.labels),
      absolute: scan(events.labels, absolute),
      masses: labelled.map(({ mass, all, channels }) => ({
        mass,
        all: scan(all),
        channels: channels.map(([name, labels]) => [name, scan(labels)] as const),
      })),
    };
  }) as [MethodScans, MethodScans];
  return { network, network_dropout: dropout };
}

/** Labels of one mass point (and channel): 1 its signal, 0 all background, -1 what does not count. */
function labelsOf({ labels, masses }: TestEvents, mass: number, channel?: Uint8Array): Int8Array {
  const chosen = new Int8Array(labels.length).fill(-1);
  for (let row = 0; row < chosen.length; row++) {
    if (channel?.[row] === 0) continue;
    const label = labels[row] as number;
    if (label === 0 || masses[row] === mass) chosen[row] = label;
  }
  return chosen;
}

/** Masses of the signal, rising. */
export function signalMasses(events: TestEvents): number[] {
  return [...new Set(events.masses)].filter((mass) => !Number.isNaN(mass)).sort((a, b) => a - b);
}
