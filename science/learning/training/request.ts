import type { CheckpointStore, Progress } from '../../../schemas/index.ts';
import type { EpochRow } from '../../../schemas/results/index.ts';
import type { TrainingDesign } from '../graph/training/design.ts';
import type { ScheduleSpec } from '../network.ts';
import type { EarlyStopping } from './early-stopping.ts';
import type { NetworkValues } from './state.ts';

/** Events to learn from or to validate with. */
export interface EventSet {
  /** `[events x inputs]`, row-major. */
  readonly features: Float32Array;
  /** `[events]`, 1 signal, 0 background; or the number of the class. */
  readonly labels: Float32Array;
  /** `[events]`, mean 1. */
  readonly weights: Float32Array;
}

export interface TrainingRequest extends Omit<TrainingDesign, 'accumulates'> {
  /** Absent: the optimiser's learning rate throughout. */
  readonly schedule?: ScheduleSpec | undefined;
  readonly batchSize: number;
  /**
   * Events of a batch that are computed together; larger batches are computed in pieces of this size, whose gradients are
   * added. Absent: `LARGEST_PIECE`.
   */
  readonly pieceSize?: number | undefined;
  /** `stratified`: each batch has its share of every class; absent: batches are drawn at random. */
  readonly batches?: 'random' | 'stratified' | undefined;
  /** The most epochs to train. */
  readonly epochs: number;
  readonly earlyStopping: EarlyStopping | null;
  readonly seed: number;
  readonly training: EventSet;
  readonly validation: EventSet;
}

/** How a training runs; nothing of it changes the result. */
export interface TrainingConditions {
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** At least so many seconds lie between reports of progress, but for the last. */
  readonly progressSeconds: number;
  readonly checkpoint: CheckpointStore;
  /** At least so many seconds lie between checkpoints. */
  readonly checkpointSeconds: number;
}

export interface TrainedNetwork {
  /** Of the best epoch. */
  readonly values: NetworkValues;
  readonly history: readonly EpochRow[];
  readonly bestEpoch: number;
  readonly stopped: 'early' | 'epochs';
  /** Number of trained parameters. */
  readonly parameters: number;
  /** Epoch and step that a checkpoint let it resume from. */
  readonly resumed: { readonly epoch: number; readonly step: number } | undefined;
}
