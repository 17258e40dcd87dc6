import type { TableInput } from '../../schemas/index.ts';
import { availableMemory } from '../../science/learning/native/memory.ts';
import { LARGEST_PIECE, requireMemory } from '../../science/learning/training/index.ts';
import type { TrainParams } from './params.ts';
import { architectureOf } from './request.ts';

/** Refuses a training that would not fit into memory, before a column is read. @throws InputError `memory` */
export function requireRoom(inputs: readonly TableInput[], params: TrainParams): void {
  const features = params.features.length;
  const indicators = params.padding === 'indicator' ? features : 0;
  const { parameterised, micro_batch_size: piece = LARGEST_PIECE } = params;
  requireMemory(
    {
      events: inputs.reduce((sum, { rows }) => sum + rows, 0),
      features,
      architecture: architectureOf(features + indicators + (parameterised?.by.length ?? 0), params),
      pieceSize: Math.min(params.batch_size, piece),
      slots: 2,
    },
    availableMemory(),
  );
}
