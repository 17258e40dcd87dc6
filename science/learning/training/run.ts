import type { TrainingProgram } from '../graph/training/program.ts';
import type { Lent } from '../native/session-pool.ts';
import type { Feed } from '../native/session.ts';
import type { LearningRates } from '../graph/optimisers/index.ts';
import { createFeeder } from './feed.ts';
import { epochOrder } from './order.ts';
import type { EventSet, TrainingRequest } from './request.ts';
import type { NetworkValues } from './state.ts';

/** A training's data and variables inside a session, and what can be done with them. */
export interface TrainingRun {
  readonly stepsPerEpoch: number;
  load(values: NetworkValues, slots: readonly Float32Array[]): void;
  /** Copies of the present values. */
  read(): { readonly values: NetworkValues; readonly slots: readonly Float32Array[] };
  /** Runs steps `first` ... `first + count - 1` of an epoch (from 0); the sum of weight x loss of each. */
  steps(epoch: number, first: number, count: number, rates?: LearningRates): Float32Array;
  readonly validationChunks: number;
  /** Scores validation events chunk by chunk in inference mode; the sum of weight x loss of each. */
  validate(first: number, count: number): Float32Array;
  /** Frees the data. */
  release(): void;
}

/** Most events that are computed together in training, so that their activations fit into memory. */
export const LARGEST_PIECE = 65536;

export const pieceSizeOf = ({ batchSize, pieceSize = LARGEST_PIECE }: TrainingRequest): number =>
  Math.min(batchSize, pieceSize);

/** Events of one inference product: their values stay in the processor's cache. */
const validationChunk = 2048;

export function startRun({ program, session }: Lent<TrainingProgram>, request: TrainingRequest): TrainingRun {
  const { architecture, batchSize, seed, training, validation } = request;
  const events = training.labels.length;
  const stepsPerEpoch = Math.ceil(events / batchSize);
  const feed = createFeeder(program, {
    seed,
    batchSize,
    pieceSize: pieceSizeOf(request),
    stepsPerEpoch,
    momentum: architecture.network.batch_normalisation.momentum,
  });
  const assign = (set: 'training' | 'validation' | 'state', tensors: readonly Omit<Feed, 'to'>[]) => {
    const { feeds, done } = program.assign[set];
    session.run(
      feeds.map((to, index) => ({ to, ...(tensors[index] as Omit<Feed, 'to'>) })),
      [done],
    );
  };
  const assignEvents = (set: 'training' | 'validation', { features, labels, weights }: EventSet) => {
    assign(set, [{ shape: [labels.length, architecture.inputs], values: features }, vector(labels), vector(weights)]);
  };
  let order: { readonly epoch: number; readonly rows: Int32Array } | undefined;

  assignEvents('training', training);
  assignEvents('validation', validation);
  return {
    stepsPerEpoch,
    load: (values, slots) => {
      assign('state', [values.parameters, values.averages, ...slots].map(vector));
    },
    read() {
      const [parameters, averages, ...slots] = session.run([], program.state) as [
        Float32Array,
        Float32Array,
        ...Float32Array[],
      ];
      return { values: { parameters, averages }, slots };
    },
    steps(epoch, first, count, rates = request.optimiser.learning_rate) {
      if (order?.epoch !== epoch) order = { epoch, rows: epochOrder(request, epoch) };
      return session.run(feed(epoch, order.rows, first, count, rates), [program.steps.losses])[0] as Float32Array;
    },
    validationChunks: Math.ceil(validation.labels.length / validationChunk),
    validate(first, count) {
      const call = program.validate;
      const feeds = [
        { to: call.size, shape: [], values: Int32Array.of(validationChunk) },
        { to: call.first, shape: [], values: Int32Array.of(first) },
        { to: call.count, shape: [], values: Int32Array.of(count) },
      ];
      return session.run(feeds, [call.losses])[0] as Float32Array;
    },
    release() {
      const none = { features: new Float32Array(0), labels: new Float32Array(0), weights: new Float32Array(0) };
      assignEvents('training', none);
      assignEvents('validation', none);
    },
  };
}

const vector = (values: Float32Array) => ({ shape: [values.length], values });
