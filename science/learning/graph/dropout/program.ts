import type { Nonlinearity } from '../../network.ts';
import type { Execution } from '../execution.ts';
import { loopOver } from '../loop.ts';
import { operations } from '../operations/index.ts';
import { createGraph, type Graph, type Value } from '../scope.ts';
import { sampleChunk } from './passes.ts';

/** What of a network the graph depends on: widths, activations and dropout, not weights. */
export interface StageShape extends Nonlinearity {
  readonly inputs: number;
  readonly units: number;
  readonly dropout: number;
  /** What cannot be multiplied into the weights. */
  readonly normalisation?: StageNormalisation | undefined;
}

/** x scale + shift, unit by unit; before that, with `rows`, each event's units are brought to mean 0 and deviation 1. */
export interface StageNormalisation {
  readonly place: 'before-activation' | 'after-activation';
  readonly rows?: { readonly epsilon: number };
}

/**
 * Masks of dropout in scoring:
 * - `shared-chunk`: in each pass all events of a chunk share a mask, which is multiplied into the weights that follow, so
 *   that one matrix product makes all passes. Each event's passes are distributed exactly as with masks of its own;
 *   events of a chunk are correlated within a pass.
 * - `independent`: each event of each pass has a mask of its own.
 */
export type MaskSharing = 'shared-chunk' | 'independent';

/** Scores chunks of events, `passes` times each with dropout and once without. */
export interface DropoutProgram extends ChunkFeed {
  readonly graph: Graph;
  /** Number of chunks, int32 `[]`. */
  readonly count: Value;
  /**
   * `[events x columns]` flattened: scores without dropout; means and standard deviations over the passes (as many columns each
   * as the network has outputs); mean entropy of the passes (nats); the variance of a mean over T passes for each T of
   * `convergence`.
   */
  readonly results: Value;
}

export interface ChunkFeed {
  /** Where each chunk begins and the last one ends, int32 `[chunks + 1]`. */
  readonly bounds: Value;
  /** `[events x inputs]` */
  readonly features: Value;
  readonly stages: readonly StageWeights[];
  /**
   * For each stage with dropout: positions that are dropped in a chunk's flattened mask, chunk after chunk, and where each
   * chunk's begin. A mask is `[passes, units]` (shared) or `[events of the chunk, passes, units]`.
   */
  readonly dropped: readonly { readonly positions: Value; readonly begins: Value }[];
}

export interface StageWeights {
  readonly weights: Value;
  readonly bias: Value;
  readonly normalisation?: { readonly scale: Value; readonly shift: Value };
}

/** How events are sampled. */
export interface SamplingDesign {
  readonly stages: readonly StageShape[];
  readonly passes: number;
  readonly masks: MaskSharing;
  /** Numbers of passes, at most half of all, whose means' variances are wanted. */
  readonly convergence?: readonly number[] | undefined;
}

export function dropoutProgram(design: SamplingDesign, { sequential, fused, threads }: Execution): DropoutProgram {
  const { stages } = design;
  const graph = createGraph();
  const o = operations(graph);
  const count = o.placeholder('int32', []);
  const feeds: ChunkFeed = {
    bounds: o.placeholder('int32', [-1]),
    features: o.placeholder('float32', [-1, stages[0]?.inputs ?? 0]),
    stages: stages.map(({ inputs, units, normalisation }) => ({
      weights: o.placeholder('float32', [inputs, units]),
      bias: o.placeholder('float32', [units]),
      ...(normalisation === undefined
        ? {}
        : { normalisation: { scale: o.placeholder('float32', [units]), shift: o.placeholder('float32', [units]) } }),
    })),
    dropped: stages
      .filter(({ dropout }) => dropout > 0)
      .map(() => ({ positions: o.placeholder('int32', [-1]), begins: o.placeholder('int32', [-1]) })),
  };
  const results = loopOver(o, 'chunks', count, feeds, { sequential, lanes: threads }, (inner, chunk, values) =>
    sampleChunk(inner, { ...design, fused }, values, chunk),
  );
  return { graph, count, ...feeds, results };
}
