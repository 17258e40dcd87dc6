import type { Architecture, TrainingRequest } from '../../science/learning/index.ts';
import { inputNormalisationOf } from '../../science/learning/preparation/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import type { TrainParams } from './params.ts';
import type { PreparedEvents } from './prepare.ts';

/** A seed of its own for each member of an ensemble. */
export const seedOf = (seed: number, { member }: Pick<TrainParams, 'member'>): number =>
  member === undefined ? seed : randomStream(seed, 'member', member).integer();

/** @param inputs number of the network's inputs */
export const architectureOf = (
  inputs: number,
  { normaliser, network, classes }: Pick<TrainParams, 'normaliser' | 'network' | 'classes'>,
): Architecture => ({
  inputs,
  inputNormalisation: inputNormalisationOf(normaliser),
  network,
  ...(classes === undefined ? {} : { outputs: classes.length }),
});

/** What is trained on the events as they were prepared. */
export const trainingRequest = (
  params: TrainParams,
  { inputs, training, validation }: Pick<PreparedEvents, 'inputs' | 'training' | 'validation'>,
  seed: number,
): TrainingRequest => ({
  architecture: architectureOf(inputs.length, params),
  optimiser: params.optimiser,
  loss: params.loss,
  clipping: params.gradient_clipping,
  schedule: params.learning_rate_schedule,
  batchSize: params.batch_size,
  pieceSize: params.micro_batch_size,
  batches: params.batches,
  epochs: params.epochs,
  earlyStopping: params.early_stopping,
  seed,
  training,
  validation,
});
