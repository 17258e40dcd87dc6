import { drawSuccesses, successRoom } from '../bernoulli.ts';
import type { MaskSharing, StageShape } from '../graph/dropout/program.ts';

export interface DroppedPositions {
  readonly positions: Int32Array;
  /** `[chunks + 1]` */
  readonly begins: Int32Array;
}

/**
 * What the dropouts of each chunk's passes take away. A chunk's masks follow from the seed and the chunk's number alone.
 * @param sizes events of each chunk
 */
export function drawMasks(
  stages: readonly StageShape[],
  sharing: MaskSharing,
  passes: number,
  seed: number,
  firstChunk: number,
  sizes: readonly number[],
): readonly DroppedPositions[] {
  return stages
    .filter(({ dropout }) => dropout > 0)
    .map(({ units, dropout }, number) => {
      const lengths = sizes.map((size) => passes * units * (sharing === 'independent' ? size : 1));
      const room = lengths.reduce((sum, length) => sum + successRoom(length, dropout), 0);
      const positions = new Int32Array(room);
      const begins = new Int32Array(sizes.length + 1);
      lengths.forEach((length, index) => {
        const draw = [seed, 'stochastic passes', firstChunk + index, number] as const;
        begins[index + 1] = drawSuccesses(positions, begins[index] as number, length, dropout, draw);
      });
      return { positions: positions.subarray(0, begins[sizes.length]), begins };
    });
}
