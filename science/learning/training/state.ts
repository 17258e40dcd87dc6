import type { EpochRow } from '../../../schemas/results/index.ts';
import { decodeTensors, encodeTensors } from '../model-file/safetensors.ts';
import { noBest, type Best } from './early-stopping.ts';

/** Trained values of a network: its parameters and moving averages, one vector each. */
export interface NetworkValues {
  readonly parameters: Float32Array;
  readonly averages: Float32Array;
}

/** Everything that a training depends on from here on: what a checkpoint holds. */
export interface TrainingState {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps finished of the epoch that runs. */
  readonly step: number;
  /** Sum of weight x loss over those steps. */
  readonly lossSum: number;
  readonly history: readonly EpochRow[];
  readonly best: Best;
  readonly bestValues: NetworkValues;
  readonly values: NetworkValues;
  /** The optimiser's vectors. */
  readonly slots: readonly Float32Array[];
}

export function initialState(values: NetworkValues, slots: number): TrainingState {
  return {
    epoch: 0,
    step: 0,
    lossSum: 0,
    history: [],
    best: noBest,
    bestValues: values,
    values,
    slots: Array.from({ length: slots }, () => new Float32Array(values.parameters.length)),
  };
}

/** @param identity says which training this is: another one's checkpoint is not taken */
export function encodeState(state: TrainingState, identity: string): Uint8Array {
  const { values, bestValues, slots, ...progress } = state;
  const vectors = {
    parameters: values.parameters,
    averages: values.averages,
    best_parameters: bestValues.parameters,
    best_averages: bestValues.averages,
    ...Object.fromEntries(slots.map((slot, index) => [`slot_${index}`, slot])),
  };
  return encodeTensors({
    tensors: new Map(
      Object.entries(vectors).map(([name, vector]) => [name, { shape: [vector.length], values: vector }]),
    ),
    // JSON numbers are exact for float64, but have no infinity: the loss of "no best" is left out
    metadata: { identity, progress: JSON.stringify(progress) },
  });
}

/** The state in a checkpoint, or nothing when it is of another training or cannot be read. */
export function decodeState(bytes: Uint8Array, identity: string, slots: number): TrainingState | undefined {
  let file;
  try {
    file = decodeTensors(bytes);
  } catch {
    return undefined;
  }
  if (file.metadata.identity !== identity) return undefined;
  const vector = (name: string): Float32Array => {
    const tensor = file.tensors.get(name);
    if (tensor === undefined) throw new Error(`the checkpoint lacks ${name}`);
    return tensor.values;
  };
  const progress = JSON.parse(file.metadata.progress ?? '{}') as Pick<
    TrainingState,
    'epoch' | 'step' | 'lossSum' | 'history' | 'best'
  >;
  return {
    ...progress,
    best: progress.best.epoch === 0 ? noBest : progress.best,
    values: { parameters: vector('parameters'), averages: vector('averages') },
    bestValues: { parameters: vector('best_parameters'), averages: vector('best_averages') },
    slots: Array.from({ length: slots }, (_, index) => vector(`slot_${index}`)),
  };
}
