import { decodeTensors, encodeTensors } from '../../model-file/safetensors.ts';
import { noBest, type Best } from '../../training/early-stopping.ts';
import type { GenerativeEpoch } from './request.ts';

/** Everything that a training depends on from here on: what a checkpoint holds. */
export interface GenerativeState {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps finished of the epoch that runs. */
  readonly step: number;
  /** Sum of loss x events over those steps. */
  readonly lossSum: number;
  readonly history: readonly GenerativeEpoch[];
  readonly best: Best;
  readonly bestParameters: Float32Array;
  /** Parameters, then the optimiser's slots. */
  readonly state: readonly Float32Array[];
}

export function initialState(parameters: Float32Array, slots: number): GenerativeState {
  return {
    epoch: 0,
    step: 0,
    lossSum: 0,
    history: [],
    best: noBest,
    bestParameters: parameters,
    state: [parameters, ...Array.from({ length: slots }, () => new Float32Array(parameters.length))],
  };
}

/** @param identity says which training this is: another one's checkpoint is not taken */
export function encodeState({ state, bestParameters, ...progress }: GenerativeState, identity: string): Uint8Array {
  const vectors = [
    ['best', bestParameters] as const,
    ...state.map((vector, index) => [`state_${index}`, vector] as const),
  ];
  return encodeTensors({
    tensors: new Map(vectors.map(([name, values]) => [name, { shape: [values.length], values }])),
    metadata: { identity, progress: JSON.stringify(progress) },
  });
}

/** The state in a checkpoint, or nothing when it is of another training or cannot be read. */
export function decodeState(bytes: Uint8Array, identity: string): GenerativeState | undefined {
  let file;
  try {
    file = decodeTensors(bytes);
  } catch {
    return undefined;
  }
  const bestParameters = file.tensors.get('best')?.values;
  if (file.metadata.identity !== identity || bestParameters === undefined) return undefined;
  const progress = JSON.parse(file.metadata.progress ?? '{}') as Omit<GenerativeState, 'state' | 'bestParameters'>;
  const state = [...file.tensors].filter(([name]) => name !== 'best').map(([, { values }]) => values);
  return { ...progress, best: progress.best.epoch === 0 ? noBest : progress.best, bestParameters, state };
}
