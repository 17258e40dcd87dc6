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

/** Every scan that the comparison needs. The scores are ranked once; each scan walks a part of that ranking. */
export function scanCategory(
  events: TestEvents,
  masses: readonly number[],
): Readonly<Record<NetworkMethod, MethodScans>> {
  const absolute = events.weights.map(Math.abs);
  const [network, dropout] = METHODS.map((method): MethodScans => {
    const { scores, order } = events.ranked[method];
    const scored = { scores, weights: events.weights, labels: events.labels };
    const inChannels = events.channels.map(([name, mask]) => [name, order.filter((row) => mask[row] === 1)] as const);
    const ofMass = (rows: Int32Array, mass: number): ThresholdScan =>
      scanThresholds(
        scored,
        rows.filter((row) => events.labels[row] === 0 || events.masses[row] === mass),
      );
    return {
      all: scanThresholds(scored, order),
      absolute: scanThresholds({ ...scored, weights: absolute }, order),
      masses: masses.map((mass) => ({
        mass,
        all: ofMass(order, mass),
        channels: inChannels.map(([name, rows]) => [name, ofMass(rows, mass)] as const),
      })),
    };
  }) as [MethodScans, MethodScans];
  return { network, network_dropout: dropout };
}

/** Masses of the signal, rising. */
export function signalMasses(events: TestEvents): number[] {
  return [...new Set(events.masses)].filter((mass) => !Number.isNaN(mass)).sort((a, b) => a - b);
}
