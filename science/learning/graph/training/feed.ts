import type { Value } from '../scope.ts';

/** What one step of a call takes: everything for all steps of the call, and the number of the step (from 0). */
export interface StepFeed {
  readonly step: Value;
  /** int32 `[events of all steps]`, rows of the training events. */
  readonly order: Value;
  /** int32 `[shards + 1]`: where each shard begins in `order`, and where the last one ends. */
  readonly shards: Value;
  /** int32 `[pieces + 1]`: number of the first shard of each piece of a batch. Without lanes each piece is one shard. */
  readonly pieces: Value;
  /** int32 `[steps + 1]`: number of the first piece of each step. Without accumulation each step is one piece. */
  readonly steps: Value;
  /** float32 `[steps, 1 + coefficients]`: rate of the moving averages, then the optimiser's coefficients. */
  readonly schedule: Value;
  /** Of each dropout: int32 positions that are dropped, shard after shard, and int32 `[shards + 1]` where each shard's begin. */
  readonly dropped: readonly { readonly positions: Value; readonly begins: Value }[];
}
