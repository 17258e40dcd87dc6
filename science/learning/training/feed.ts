import type { TrainingProgram } from '../graph/training/program.ts';
import type { DropoutSpec } from '../graph/layers/index.ts';
import { drawSuccesses, successRoom } from '../bernoulli.ts';
import type { Feed } from '../native/session.ts';
import { randomStream } from '../random.ts';

/** What of a training the contents of a step depend on. */
export interface StepPlan {
  readonly seed: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Momentum of the moving averages of batch normalisation. */
  readonly momentum: number;
  readonly stepsPerEpoch: number;
}

/**
 * Makes what the graph takes for steps `first` ... `first + count - 1` of an epoch (both from 0). All of it follows from
 * seed, epoch and step alone, so that it does not matter how the steps are cut into calls.
 */
export function createFeeder(program: TrainingProgram, plan: StepPlan) {
  const { steps, optimiser, dropouts } = program;
  const columns = 1 + optimiser.coefficientCount;
  const rooms = dropouts.map(() => new Int32Array(0));

  const schedule = (firstStep: number, count: number): Feed => {
    const coefficients = optimiser.coefficients(firstStep, count, plan.learningRate);
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
    first: number,
    sizes: readonly number[],
  ) => {
    const needed = sizes.reduce((sum, size) => sum + successRoom(size * units, rate), 0);
    if ((rooms[index] as Int32Array).length < needed) rooms[index] = new Int32Array(needed);
    const positions = rooms[index] as Int32Array;
    const begins = new Int32Array(sizes.length + 1);
    sizes.forEach((size, row) => {
      const stream = randomStream(plan.seed, 'dropout', epoch, first + row, index);
      begins[row + 1] = drawSuccesses(positions, begins[row] as number, size * units, rate, stream);
    });
    const end = begins[sizes.length] as number;
    const call = steps.dropped[index] as TrainingProgram['steps']['dropped'][number];
    return [
      { to: call.positions, shape: [end], values: positions.subarray(0, end) },
      { to: call.begins, shape: [begins.length], values: begins },
    ];
  };

  return (epoch: number, order: Int32Array, first: number, count: number): readonly Feed[] => {
    const { batchSize, stepsPerEpoch } = plan;
    const rows = order.subarray(first * batchSize, Math.min(order.length, (first + count) * batchSize));
    const sizes = Array.from({ length: count }, (_, row) => Math.min(batchSize, rows.length - row * batchSize));
    return [
      { to: steps.count, shape: [], values: Int32Array.of(count) },
      { to: steps.batch, shape: [], values: Int32Array.of(batchSize) },
      { to: steps.order, shape: [rows.length], values: rows },
      schedule(epoch * stepsPerEpoch + first + 1, count),
      ...dropouts.flatMap((dropout, index) => dropped(index, dropout, epoch, first, sizes)),
    ];
  };
}

/**
 * How far moving averages move in step t (from 1): (1 - m) / (1 - m^t), which makes them means over the steps so far at
 * the start and the usual exponential averages later. Without it they start at arbitrary values and lag: with few steps an
 * epoch the validation loss then rises at first and early stopping ends the training at epoch 1.
 */
const averageRate = (momentum: number, step: number) => (1 - momentum) / (1 - momentum ** step);
