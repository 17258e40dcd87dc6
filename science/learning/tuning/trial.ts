import type { Configuration } from './space.ts';

/** What a run of a trial came to. */
export type RunOutcome = { readonly score: number } | { readonly error: string };

/** One amount of the resource that a trial got. */
export interface TrialStage {
  readonly budget: number | null;
  /** Of each execution, in order. */
  readonly scores: readonly number[];
  readonly mean: number;
}

/** `running`: not ended yet. `pruned`: given up, or not promoted. */
export interface Trial {
  /** From 1. */
  readonly trial: number;
  readonly configuration: Configuration;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** Stages whose executions have all ended. */
  readonly stages: readonly TrialStage[];
  readonly error: string | null;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of a sample; null for fewer than two values. */
export function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
