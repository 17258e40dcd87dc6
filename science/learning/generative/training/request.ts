import type { OptimiserSpec } from '../../network.ts';
import type { EarlyStopping } from '../../training/early-stopping.ts';
import type { GenerativeSizes } from '../models/model.ts';
import type { ModelSpec } from '../models/specification.ts';

/** Encoded events with their conditions beside them, `[events x (features + conditions)]`, row-major. */
export interface GenerativeEvents {
  readonly events: number;
  readonly values: Float32Array;
}

export interface GenerativeRequest {
  readonly model: ModelSpec;
  readonly sizes: GenerativeSizes;
  readonly optimiser: OptimiserSpec;
  /** `cosine`: the learning rate falls to zero over the epochs as (1 + cos(pi epoch / epochs)) / 2. */
  readonly schedule: 'constant' | 'cosine';
  readonly longestGradient: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly earlyStopping: EarlyStopping | null;
  readonly seed: number;
  readonly training: GenerativeEvents;
  readonly validation: GenerativeEvents;
}

export interface GenerativeEpoch {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly validation_loss: number;
  readonly learning_rate: number;
}

export interface TrainedGenerator {
  /** Of the best epoch. */
  readonly parameters: Float32Array;
  readonly history: readonly GenerativeEpoch[];
  readonly bestEpoch: number;
  readonly stopped: 'early' | 'epochs';
  /** Epoch that a checkpoint let it resume from. */
  readonly resumed: number | undefined;
}
