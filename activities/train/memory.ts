import type { TableInput } from '../../schemas/index.ts';
import { availableMemory } from '../../science/learning/native/memory.ts';
import { inputNormalisationOf } from '../../science/learning/preparation/index.ts';
import { LARGEST_PIECE, requireMemory } from '../../science/learning/training/index.ts';
import type { TrainParams } from './params.ts';

/** Refuses a training that would not fit into memory, before a column is read. @throws InputError `memory` */
export function requireRoom(inputs: readonly TableInput[], params: TrainParams): void {
  const features = params.features.length;
  const indicators = params.padding === 'indicator' ? features : 0;
  const { classes, parameterised, network, micro_batch_size: piece = LARGEST_PIECE } = params;
  requireMemory(
    {
      events: inputs.reduce((sum, { rows }) => sum + rows, 0),
      features,
      architecture: {
        inputs: features + indicators + (parameterised?.by.length ?? 0),
        inputNormalisation: inputNormalisationOf(params.normaliser),
        network,
        outputs: classes?.length ?? 1,
      },
      pieceSize: Math.min(params.batch_size, piece),
      slots: 2,
    },
    availableMemory(),
  );
}
