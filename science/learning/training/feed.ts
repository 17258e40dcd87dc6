import type { TrainingProgram } from '../graph/training/program.ts';
import type { DropoutSpec } from '../graph/layers/index.ts';
import type { LearningRates } from '../graph/optimisers/index.ts';
import { drawSuccesses, successRoom } from '../bernoulli.ts';
import type { Feed } from '../native/session.ts';

/** What of a training the contents of a step depend on. */
export interface StepPlan {
  readonly seed: number;
  readonly batchSize: number;
  /** Events of a piece of a batch. */
  readonly pieceSize: number;
  /** Momentum of the moving averages of batch normalisation. */
  readonly momentum: number;
  readonly stepsPerEpoch: number;
}

/**
 * Makes what the graph takes for steps `first` ... `first + count - 1` of an epoch (both from 0). All of it follows from
 * seed, epoch and step alone, so that it does not matter how the steps are cut into calls.
 */
export function createFeeder(program: TrainingProgram, plan: StepPlan) {
  const { steps, optimiser, dropouts, shards } = program;
  const columns = 1 + optimiser.coefficientCount;
  const rooms = dropouts.map(() => new Int32Array(0));

  const schedule = (firstStep: number, count: number, rates: LearningRates): Feed => {
    const coefficients = optimiser.coefficients(firstStep, count, rates);
    const values = new Float32Array(count * columns);
    for (let row = 0; row < count; row++) {
      values[row * columns] = averageRate(plan.momentum, firstStep + row);
      for (let column = 1; column < columns; column++)
        values[row * columns + column] = coefficients[row * (columns - 1) + column - 1] as number;
    }
    return { to: steps.schedule, shape: [count, columns], values };
  };

  const dropped = (
    index: number,
    { units, rate }: DropoutSpec,
    epoch: number,
    firstShard: number,
    bounds: Int32Array,
  ) => {
    const count = bounds.length - 1;
    const size = (shard: number) => ((bounds[shard + 1] as number) - (bounds[shard] as number)) * units;
    let needed = 0;
    for (let shard = 0; shard < count; shard++) needed += successRoom(size(shard), rate);
    if ((rooms[index] as Int32Array).length < needed) rooms[index] = new Int32Array(needed);
    const positions = rooms[index] as Int32Array;
    const begins = new Int32Array(count + 1);
    for (let shard = 0; shard < count; shard++) {
      const draw = [plan.seed, 'dropout', epoch, firstShard + shard, index] as const;
      begins[shard + 1] = drawSuccesses(positions, begins[shard] as number, size(shard), rate, draw);
    }
    const end = begins[count] as number;
    const call = steps.dropped[index] as TrainingProgram['steps']['dropped'][number];
    return [
      { to: call.positions, shape: [end], values: positions.subarray(0, end) },
      { to: call.begins, shape: [begins.length], values: begins },
    ];
  };

  return (epoch: number, order: Int32Array, first: number, count: number, rates: LearningRates): readonly Feed[] => {
    const { batchSize, pieceSize, stepsPerEpoch } = plan;
    const shardsOfBatch = cutBatches(batchSize, batchSize, pieceSize, shards.events).shards.length - 1;
    const rows = order.subarray(first * batchSize, Math.min(order.length, (first + count) * batchSize));
    const cut = cutBatches(rows.length, batchSize, pieceSize, shards.events);
    const vector = (to: Feed['to'], values: Int32Array): Feed => ({ to, shape: [values.length], values });
    return [
      { to: steps.count, shape: [], values: Int32Array.of(count) },
      vector(steps.order, rows),
      vector(steps.shards, cut.shards),
      vector(steps.pieces, cut.pieces),
      vector(steps.steps, cut.steps),
      schedule(epoch * stepsPerEpoch + first + 1, count, rates),
      ...dropouts.flatMap((dropout, index) => dropped(index, dropout, epoch, first * shardsOfBatch, cut.shards)),
    ];
  };
}

/**
 * Where the shards of batches of consecutive events begin and the last one ends, the first shard of each piece and the first piece of
 * each batch.
 */
export function cutBatches(events: number, batchSize: number, pieceSize: number, shardSize: number) {
  const shards: number[] = [];
  const pieces: number[] = [];
  const steps: number[] = [];
  for (let batch = 0; batch < events; batch += batchSize) {
    const end = Math.min(events, batch + batchSize);
    steps.push(pieces.length);
    for (let piece = batch; piece < end; piece += pieceSize) {
      pieces.push(shards.length);
      for (let shard = piece; shard < Math.min(end, piece + pieceSize); shard += shardSize) shards.push(shard);
    }
  }
  return {
    shards: Int32Array.of(...shards, events),
    pieces: Int32Array.of(...pieces, shards.length),
    steps: Int32Array.of(...steps, pieces.length),
  };
}

/**
 * How far moving averages move in step t (from 1): (1 - m) / (1 - m^t), which makes them means over the steps so far at
 * the start and the usual exponential averages later. Without it they start at arbitrary values and lag: with few steps an
 * epoch the validation loss then rises at first and early stopping ends the training at epoch 1.
 */
const averageRate = (momentum: number, step: number) => (1 - momentum) / (1 - momentum ** step);
