import { InputError } from '../../../../schemas/index.ts';
import { executionOf, loadNative } from '../../native/binding.ts';
import { createSessionPool } from '../../native/session-pool.ts';
import { createPace, runInCalls, throttle, type Pace } from '../../pace.ts';
import { initialVector } from '../../parameters.ts';
import { isImprovement, shouldStop } from '../../training/early-stopping.ts';
import type { TrainingConditions } from '../../training/request.ts';
import { generativeProgram, type GenerativeProgram } from '../graph/program.ts';
import { createModel } from '../models/specification.ts';
import type { GenerativeRequest, TrainedGenerator } from './request.ts';
import { learningRateAt, startRun, type GenerativeRun } from './run.ts';
import { decodeState, encodeState, initialState, type GenerativeState } from './state.ts';

const lend = createSessionPool<GenerativeProgram>(2);

/**
 * Trains a generative model; the parameters of the epoch with the lowest validation loss are kept. Equal requests give equal bytes on one
 * machine with one thread, also when the training was interrupted: it goes on where the last checkpoint was made.
 * @throws the reason of `signal` when it is aborted, after a checkpoint
 * @throws InputError `training-diverged` when a loss is no longer a number
 */
export async function trainGenerator(
  request: GenerativeRequest,
  conditions: TrainingConditions,
): Promise<TrainedGenerator> {
  const { model: spec, sizes, optimiser, longestGradient, seed } = request;
  const author = (): GenerativeProgram =>
    generativeProgram(
      createModel(spec, sizes),
      sizes,
      optimiser,
      longestGradient,
      executionOf(loadNative(conditions.threads)),
    );
  const key = JSON.stringify([spec, sizes, optimiser, longestGradient]);
  return lend(key, conditions.threads, author, async (lent) => {
    const { layout, optimiser: rule } = lent.program;
    const { training, validation, ...choices } = request;
    const identity = JSON.stringify({ ...choices, events: [training.events, validation.events] });
    const saved = await conditions.checkpoint.load();
    const resumed = saved === undefined ? undefined : decodeState(saved, identity);
    const run = startRun(lent, request);
    const start = resumed ?? initialState(initialVector(layout, seed), rule.slots);
    run.load(start.state);
    const end = await loop(run, request, conditions, start, identity);
    run.release();
    return {
      parameters: end.bestParameters,
      history: end.history,
      bestEpoch: end.best.epoch,
      stopped: shouldStop(end.epoch, end.best, request.earlyStopping) ? 'early' : 'epochs',
      resumed: resumed?.epoch,
    };
  });
}

async function loop(
  run: GenerativeRun,
  request: GenerativeRequest,
  conditions: TrainingConditions,
  start: GenerativeState,
  identity: string,
): Promise<GenerativeState> {
  const { signal, checkpoint } = conditions;
  const { batchSize, training, epochs } = request;
  const progress = throttle(conditions.progressSeconds, conditions.progress);
  const [stepPace, validationPace] = [createPace(), createPace()];
  let state = start;
  let lastSaved = performance.now();
  const saveWhenDue = async (): Promise<void> => {
    if (signal.aborted || performance.now() - lastSaved > conditions.checkpointSeconds * 1000) {
      await checkpoint.save(encodeState({ ...state, state: run.read() }, identity));
      lastSaved = performance.now();
    }
    signal.throwIfAborted();
  };
  const train = (first: number, count: number): void => {
    const losses = run.steps(state.epoch, first, count);
    const sum = losses.reduce(
      (total, loss, step) => total + loss * Math.min(batchSize, training.events - (first + step) * batchSize),
      state.lossSum,
    );
    state = { ...state, step: first + count, lossSum: sum };
  };
  while (state.epoch < epochs && !shouldStop(state.epoch, state.best, request.earlyStopping)) {
    await runInCalls(stepPace, [state.step, run.stepsPerEpoch], train, {
      before: saveWhenDue,
      after: (_, stepsPerSecond) => {
        progress({ ...describe(state, run, epochs), eventsPerSecond: stepsPerSecond * batchSize });
      },
    });
    state = endEpoch(state, await validate(run, validationPace, request), run, request);
  }
  conditions.progress({ ...describe(state, run, epochs), fraction: 1, epoch: state.epoch });
  return state;
}

async function validate(run: GenerativeRun, pace: Pace, { validation }: GenerativeRequest): Promise<number> {
  let sum = 0;
  await runInCalls(pace, [0, run.validationChunks], (first, count) => {
    sum = run.validate(first, count).reduce((total, loss) => total + loss, sum);
  });
  return sum / validation.events;
}

function endEpoch(
  state: GenerativeState,
  validationLoss: number,
  run: GenerativeRun,
  request: GenerativeRequest,
): GenerativeState {
  const epoch = state.epoch + 1;
  const loss = state.lossSum / request.training.events;
  if (!Number.isFinite(loss) || !Number.isFinite(validationLoss))
    throw new InputError('training-diverged', `the loss is no longer a number in epoch ${epoch}`, {
      expected: 'finite losses',
      mend: 'lower the learning rate, or look for outliers among the features',
    });
  const row = { epoch, loss, validation_loss: validationLoss, learning_rate: learningRateAt(request, state.epoch) };
  const better = isImprovement(validationLoss, state.best, request.earlyStopping?.minimum_improvement ?? 0);
  return {
    ...state,
    epoch,
    step: 0,
    lossSum: 0,
    history: [...state.history, row],
    ...(better ? { best: { epoch, loss: validationLoss }, bestParameters: run.read()[0] as Float32Array } : {}),
  };
}

function describe(state: GenerativeState, run: GenerativeRun, epochs: number) {
  const last = state.history.at(-1);
  return {
    fraction: (state.epoch + state.step / run.stepsPerEpoch) / epochs,
    epoch: state.epoch + 1,
    epochs,
    ...(last === undefined ? {} : { loss: last.loss, validationLoss: last.validation_loss }),
  };
}
