import type { IterationRow } from '../../../../schemas/results/index.ts';
import { decodeVectors, encodeVectors, type Vector } from './file.ts';
import { finished, type GrowingTrees, type Trees } from './tree.ts';

/** The arrays of trees by the names that they have in files. */
export const vectorsOf = ({ roots, feature, value, left, missingLeft }: Trees): Record<string, Vector> => ({
  roots,
  feature,
  value,
  left,
  missing_left: missingLeft,
});

export const treesOf = (file: ReturnType<typeof decodeVectors>): Trees => ({
  roots: file.vector('roots', Int32Array),
  feature: file.vector('feature', Int16Array),
  value: file.vector('value', Float32Array),
  left: file.vector('left', Int32Array),
  missingLeft: file.vector('missing_left', Uint8Array),
});

/** What a forest or AdaBoost goes on from. */
export interface EnsembleState {
  readonly trees: Trees;
  readonly rows: readonly IterationRow[];
  /** Numbers that the method keeps from tree to tree, by name. */
  readonly sums: Readonly<Record<string, Float64Array>>;
}

/** @param identity says which training it is of: another one's checkpoint is not taken */
export function encodeState(
  trees: GrowingTrees,
  { rows, sums }: Pick<EnsembleState, 'rows' | 'sums'>,
  identity: string,
): Uint8Array {
  return encodeVectors({ ...vectorsOf(finished(trees)), ...sums }, { identity, rows: JSON.stringify(rows) });
}

/**
 * The state in a checkpoint, or nothing where it is of another training or cannot be read.
 * @param most a state beyond so many iterations is of no use
 */
export function decodeState(
  bytes: Uint8Array | undefined,
  names: readonly string[],
  identity: string,
  most: number,
): EnsembleState | undefined {
  if (bytes === undefined) return undefined;
  try {
    const file = decodeVectors(bytes);
    if (file.metadata.identity !== identity) return undefined;
    const rows = JSON.parse(file.metadata.rows ?? '[]') as IterationRow[];
    if (rows.length > most) return undefined;
    return {
      trees: treesOf(file),
      rows,
      sums: Object.fromEntries(names.map((name) => [name, file.vector(name, Float64Array)])),
    };
  } catch {
    return undefined;
  }
}
