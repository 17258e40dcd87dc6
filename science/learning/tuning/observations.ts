import type { Configuration, Space } from './space.ts';

/** What is known of a configuration that was tried. Lower losses are better: a score to maximise has changed its sign. */
export interface Observation {
  readonly configuration: Configuration;
  /** Null where the trial failed. */
  readonly loss: number | null;
  /** How far it got: the stage, from 0. */
  readonly level: number;
}

/** What a proposal is made from. */
export interface Known {
  readonly space: Space;
  readonly seed: number;
  /** The trial to propose, from 1. */
  readonly trial: number;
  readonly observations: readonly Observation[];
  /** Configurations that run meanwhile. */
  readonly pending: readonly Configuration[];
  readonly startupTrials: number;
}

/** From the best to the worst: what got further before what was given up, failures last; ties in the order of trials. */
export function rankObservations(observations: readonly Observation[]): readonly Observation[] {
  return observations
    .map((observation, index) => ({ observation, index }))
    .sort((a, b) => {
      const [one, other] = [a.observation, b.observation];
      if ((one.loss === null) !== (other.loss === null)) return one.loss === null ? 1 : -1;
      return other.level - one.level || (one.loss ?? 0) - (other.loss ?? 0) || a.index - b.index;
    })
    .map(({ observation }) => observation);
}

/** Equal configurations have equal texts. */
export const fingerprint = (configuration: Configuration): string =>
  JSON.stringify(Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1)));
