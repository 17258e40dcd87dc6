import type { Lent } from '../../native/session-pool.ts';
import type { Feed } from '../../native/session.ts';
import { normal, permutation, randomStream } from '../../random.ts';
import type { GenerativeProgram } from '../graph/program.ts';
import type { GenerativeEvents, GenerativeRequest } from './request.ts';

/** A training's data and variables inside a session. */
export interface GenerativeRun {
  readonly stepsPerEpoch: number;
  load(state: readonly Float32Array[]): void;
  /** Parameters and the optimiser's slots: copies. */
  read(): readonly Float32Array[];
  /** Steps `first` ... `first + count - 1` of an epoch (from 0); the mean loss of each. */
  steps(epoch: number, first: number, count: number): Float32Array;
  readonly validationChunks: number;
  /** Sum of the losses of each chunk of validation events. */
  validate(first: number, count: number): Float32Array;
  release(): void;
}

const validationChunk = 1024;

export function learningRateAt({ schedule, optimiser, epochs }: GenerativeRequest, epoch: number): number {
  const share = schedule === 'cosine' ? (1 + Math.cos((Math.PI * epoch) / epochs)) / 2 : 1;
  return optimiser.learning_rate * share;
}

/** What follows from seed, epoch and step alone is drawn for each call, so that it does not matter how steps are cut into calls. */
export function startRun({ program, session }: Lent<GenerativeProgram>, request: GenerativeRequest): GenerativeRun {
  const { sizes, steps, validate, optimiser, model } = program;
  const { batchSize, seed, training, validation } = request;
  const width = sizes.features + sizes.conditions;
  const stepsPerEpoch = Math.ceil(training.events / batchSize);
  const assign = (set: 'training' | 'validation' | 'state', tensors: readonly Omit<Feed, 'to'>[]): void => {
    const { feeds, done } = program.assign[set];
    session.run(
      feeds.map((to, index) => ({ to, ...(tensors[index] as Omit<Feed, 'to'>) })),
      [done],
    );
  };
  const assignEvents = (set: 'training' | 'validation', { events, values }: GenerativeEvents): void => {
    assign(set, [{ shape: [events, width], values }]);
  };
  const noise = (events: number, purpose: string, ...position: readonly number[]): Float32Array => {
    const stream = randomStream(seed, purpose, ...position);
    return Float32Array.from({ length: events * model.trainingNoise }, () => normal(stream));
  };
  const validationNoise = noise(validation.events, 'validation noise');
  let order: { readonly epoch: number; readonly rows: Int32Array } | undefined;

  const stepNoise = (epoch: number, first: number, sizesOfSteps: readonly number[]): readonly Feed[] => {
    if (steps.noise === undefined) return [];
    const parts = sizesOfSteps.map((size, step) => noise(size, 'training noise', epoch, first + step));
    const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part, at);
      at += part.length;
    }
    return [{ to: steps.noise, shape: [values.length / model.trainingNoise, model.trainingNoise], values }];
  };

  assignEvents('training', training);
  assignEvents('validation', validation);
  return {
    stepsPerEpoch,
    load: (state) => {
      assign(
        'state',
        state.map((values) => ({ shape: [values.length], values })),
      );
    },
    read: () => session.run([], program.state) as readonly Float32Array[],
    steps(epoch, first, count) {
      if (order?.epoch !== epoch)
        order = { epoch, rows: permutation(training.events, randomStream(seed, 'order', epoch)) };
      const rows = order.rows.subarray(first * batchSize, Math.min(training.events, (first + count) * batchSize));
      const sizesOfSteps = Array.from({ length: count }, (_, step) =>
        Math.min(batchSize, rows.length - step * batchSize),
      );
      const schedule = optimiser.coefficients(epoch * stepsPerEpoch + first + 1, count, learningRateAt(request, epoch));
      const feeds: readonly Feed[] = [
        { to: steps.count, shape: [], values: Int32Array.of(count) },
        { to: steps.batch, shape: [], values: Int32Array.of(batchSize) },
        { to: steps.order, shape: [rows.length], values: rows },
        { to: steps.schedule, shape: [count, optimiser.coefficientCount], values: Float32Array.from(schedule) },
        ...stepNoise(epoch, first, sizesOfSteps),
      ];
      return session.run(feeds, [steps.losses])[0] as Float32Array;
    },
    validationChunks: Math.ceil(validation.events / validationChunk),
    validate(first, count) {
      const feeds: readonly Feed[] = [
        { to: validate.size, shape: [], values: Int32Array.of(validationChunk) },
        { to: validate.first, shape: [], values: Int32Array.of(first) },
        { to: validate.count, shape: [], values: Int32Array.of(count) },
        ...(validate.noise === undefined
          ? []
          : [{ to: validate.noise, shape: [validation.events, model.trainingNoise], values: validationNoise }]),
      ];
      return session.run(feeds, [validate.losses])[0] as Float32Array;
    },
    release() {
      const none = { events: 0, values: new Float32Array(0) };
      assignEvents('training', none);
      assignEvents('validation', none);
    },
  };
}
