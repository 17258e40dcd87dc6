import { InputError } from '../../../schemas/index.ts';
import type { EpochRow } from '../../../schemas/results/index.ts';
import { trainingProgram, type TrainingProgram } from '../graph/training/program.ts';
import { oneShard, shardsOf } from '../graph/training/shards.ts';
import { executionOf, loadNative } from '../native/binding.ts';
import { createSessionPool } from '../native/session-pool.ts';
import { createPace, runInCalls, throttle, type Pace } from '../pace.ts';
import { initialVector } from '../parameters.ts';
import { isImprovement, shouldStop } from './early-stopping.ts';
import type { TrainedNetwork, TrainingConditions, TrainingRequest } from './request.ts';
import { epochRate } from './learning-rate.ts';
import { pieceSizeOf, startRun, type TrainingRun } from './run.ts';
import { decodeState, encodeState, initialState, type TrainingState } from './state.ts';

const lend = createSessionPool<TrainingProgram>(4);

/**
 * Trains a network; the best epoch's values are kept. Equal requests give equal bytes on one machine, whatever the
 * threads, also when the training was interrupted any number of times: it goes on at the very step where the last checkpoint was made.
 * @throws the reason of `signal` when it is aborted, after a checkpoint
 * @throws InputError `training-diverged` when a loss is no longer a number
 */
export async function trainNetwork(request: TrainingRequest, conditions: TrainingConditions): Promise<TrainedNetwork> {
  const { architecture, optimiser, loss, clipping, seed } = request;
  const accumulates = pieceSizeOf(request) < request.batchSize;
  const native = loadNative(conditions.threads);
  const shards = native.gpu ? oneShard : shardsOf(architecture, pieceSizeOf(request));
  const design = { architecture, optimiser, loss, clipping, accumulates, shards };
  const author = () => trainingProgram(design, executionOf(native));
  return lend(JSON.stringify(design), conditions.threads, author, async (lent) => {
    const { parameters, averages, optimiser: rule } = lent.program;
    const identity = identify(request);
    const saved = await conditions.checkpoint.load();
    const resumed = saved === undefined ? undefined : decodeState(saved, identity, rule.slots);
    const start =
      resumed ??
      initialState(
        { parameters: initialVector(parameters, seed), averages: initialVector(averages, seed) },
        rule.slots,
      );
    const run = startRun(lent, request);
    run.load(start.values, start.slots);
    if (resumed !== undefined)
      conditions.progress({ ...describe(start, request, run), resumed: start.epoch + start.step / run.stepsPerEpoch });
    const end = await loop(run, request, conditions, start, identity);
    run.release();
    return {
      values: end.bestValues,
      history: end.history,
      bestEpoch: end.best.epoch,
      stopped: shouldStop(end.epoch, end.best, request.earlyStopping) ? 'early' : 'epochs',
      parameters: parameters.length,
      resumed: resumed === undefined ? undefined : { epoch: resumed.epoch, step: resumed.step },
    };
  });
}

/**
 * Says which training a checkpoint is of: not a key (the store has that), but a guard against a foreign checkpoint. The most epochs say when to
 * end, not how to get there: a longer training goes on from a shorter one, unless its learning rate is planned over all epochs.
 */
function identify({ training, validation, epochs, ...choices }: TrainingRequest): string {
  const { schedule } = choices;
  const planned = schedule?.name === 'cosine' && schedule.epochs === undefined;
  const events = [training.labels.length, validation.labels.length];
  return JSON.stringify({ ...choices, ...(planned ? { epochs } : {}), events });
}

async function loop(
  run: TrainingRun,
  request: TrainingRequest,
  conditions: TrainingConditions,
  start: TrainingState,
  identity: string,
): Promise<TrainingState> {
  const { signal, checkpoint } = conditions;
  const progress = throttle(conditions.progressSeconds, conditions.progress);
  const [stepPace, validationPace] = [createPace(), createPace()];
  let state = start;
  let lastSaved = performance.now();
  const save = async () => {
    await checkpoint.save(encodeState({ ...state, ...run.read() }, identity));
    lastSaved = performance.now();
  };
  const saveWhenDue = async () => {
    if (signal.aborted || performance.now() - lastSaved > conditions.checkpointSeconds * 1000) await save();
    signal.throwIfAborted();
  };
  const train = (first: number, count: number) => {
    const rate = rateIn(state, request);
    const rates = Float64Array.from({ length: count }, (_, step) => rate((first + step) / run.stepsPerEpoch));
    const losses = run.steps(state.epoch, first, count, rates);
    state = { ...state, step: first + count, lossSum: losses.reduce((sum, loss) => sum + loss, state.lossSum) };
  };
  while (state.epoch < request.epochs && !shouldStop(state.epoch, state.best, request.earlyStopping)) {
    await runInCalls(stepPace, [state.step, run.stepsPerEpoch], train, {
      before: saveWhenDue,
      after: (_, stepsPerSecond) => {
        progress({ ...describe(state, request, run), eventsPerSecond: stepsPerSecond * request.batchSize });
      },
    });
    state = endEpoch(state, await validate(run, validationPace, request), run, request);
  }
  if (checkpoint.keep === true) await save();
  conditions.progress({ ...describe(state, request, run), fraction: 1, epoch: state.epoch });
  return state;
}

const rateIn = ({ history }: TrainingState, { schedule, optimiser, epochs }: TrainingRequest) =>
  epochRate(schedule, optimiser.learning_rate, epochs, history);

/** Weighted mean loss over the validation events. */
async function validate(run: TrainingRun, pace: Pace, { validation }: TrainingRequest): Promise<number> {
  let sum = 0;
  await runInCalls(pace, [0, run.validationChunks], (first, count) => {
    sum = run.validate(first, count).reduce((total, loss) => total + loss, sum);
  });
  return sum / validation.labels.length;
}

function endEpoch(
  state: TrainingState,
  validationLoss: number,
  run: TrainingRun,
  request: TrainingRequest,
): TrainingState {
  const row: EpochRow = {
    epoch: state.epoch + 1,
    loss: state.lossSum / request.training.labels.length,
    validation_loss: validationLoss,
    learning_rate: rateIn(state, request)(0),
  };
  if (!Number.isFinite(row.loss) || !Number.isFinite(row.validation_loss)) throw diverged(row.epoch);
  const better = isImprovement(row.validation_loss, state.best, request.earlyStopping?.minimum_improvement ?? 0);
  return {
    ...state,
    epoch: row.epoch,
    step: 0,
    lossSum: 0,
    history: [...state.history, row],
    ...(better ? { best: { epoch: row.epoch, loss: row.validation_loss }, bestValues: run.read().values } : {}),
  };
}

function describe(state: TrainingState, { epochs }: TrainingRequest, { stepsPerEpoch }: TrainingRun) {
  const last = state.history.at(-1);
  return {
    fraction: (state.epoch + state.step / stepsPerEpoch) / epochs,
    epoch: state.epoch + 1,
    epochs,
    ...(last === undefined ? {} : { loss: last.loss, validationLoss: last.validation_loss }),
  };
}

const diverged = (epoch: number) =>
  new InputError('training-diverged', `the loss is no longer a number in epoch ${epoch}`, {
    expected: 'finite losses',
    mend: 'lower the learning rate, normalise the features, or look for outliers among features and weights',
  });
