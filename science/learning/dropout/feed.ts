import type { DropoutProgram } from '../graph/dropout/program.ts';
import type { Feed } from '../native/session.ts';
import { drawMasks } from './masks.ts';
import type { SamplingRequest } from './sample.ts';
import type { Stage } from './stages.ts';

/**
 * What the graph takes for some chunks.
 * @param firstChunk number of the first of them
 * @param bounds where they begin in the order of all events, and where the last one ends
 * @param rows the events, `bounds.length - 1` chunks one after the other
 */
export function chunkFeeds(
  program: DropoutProgram,
  request: SamplingRequest,
  firstChunk: number,
  bounds: Int32Array,
  rows: Int32Array,
): readonly Feed[] {
  const { stages, passes, masks, seed } = request;
  const inputs = stages[0]?.inputs ?? 1;
  const sizes = Array.from(bounds.subarray(1), (bound, index) => bound - (bounds[index] as number));
  const drawn = drawMasks(stages, masks, passes, seed, firstChunk, sizes);
  const begin = bounds[0] as number;
  return [
    { to: program.count, shape: [], values: Int32Array.of(sizes.length) },
    vector(
      program.bounds,
      bounds.map((bound) => bound - begin),
    ),
    { to: program.features, shape: [rows.length, inputs], values: gatherRows(request.features, rows, inputs) },
    ...program.stages.flatMap(({ weights, bias, normalisation }, index) => {
      const stage = stages[index] as Stage;
      const affine = stage.vectors;
      return [
        { to: weights, shape: [stage.inputs, stage.units], values: stage.weights },
        vector(bias, stage.bias),
        ...(normalisation === undefined || affine === undefined
          ? []
          : [vector(normalisation.scale, affine.scale), vector(normalisation.shift, affine.shift)]),
      ];
    }),
    ...program.dropped.flatMap(({ positions, begins }, index) => {
      const masksOf = drawn[index] as (typeof drawn)[number];
      return [vector(positions, masksOf.positions), vector(begins, masksOf.begins)];
    }),
  ];
}

const vector = (to: Feed['to'], values: Int32Array | Float32Array): Feed => ({ to, shape: [values.length], values });

function gatherRows(features: Float32Array, rows: Int32Array, width: number): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  let target = 0;
  for (const row of rows) {
    for (let column = row * width; column < (row + 1) * width; column++)
      gathered[target++] = features[column] as number;
  }
  return gathered;
}
