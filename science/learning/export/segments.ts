import type { NetworkInput } from '../preparation/inputs.ts';

/** One straight piece of an input's piecewise linear map. */
export interface Segment {
  readonly input: number;
  /** Where it begins, from the input's centre. */
  readonly begin: number;
  readonly length: number;
  /** How much the map rises over it. */
  readonly rise: number;
}

/**
 * Piecewise linear maps of inputs as y = start + sum of rise x clip((x - centre - begin) / length, 0, 1). Inputs without quantiles
 * (flags, 0 or 1) stay as they are.
 */
export function segmentsOf(inputs: readonly NetworkInput[]): {
  readonly centres: readonly number[];
  readonly starts: readonly number[];
  readonly segments: readonly Segment[];
} {
  const maps = inputs.map(({ quantiles }) => quantiles ?? { from: [0, 1], to: [0, 1] });
  // Centred, a feature that is large beside its spread keeps its digits in float32
  const centres = maps.map(({ from }) => Math.fround(from[from.length >> 1] ?? 0));
  return {
    centres,
    starts: maps.map(({ to }) => to[0] ?? 0),
    segments: maps.flatMap(({ from, to }, input) =>
      from.slice(1).map((end, index): Segment => {
        const begin = from[index] as number;
        const rise = (to[index + 1] as number) - (to[index] as number);
        return { input, begin: begin - (centres[input] as number), length: end - begin, rise };
      }),
    ),
  };
}
