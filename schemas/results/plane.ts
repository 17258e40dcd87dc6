import { z } from 'zod';

const number = z.number().nullable();

/** Limits that excluded regions are drawn for. */
export const PLANE_LIMITS = ['observed', 'expected_minus1', 'expected', 'expected_plus1'] as const;
export type PlaneLimit = (typeof PLANE_LIMITS)[number];

const place = {
  /** The plane, where there are several (`each`); empty for one. */
  plane: z.string(),
  discriminant: z.string().min(1),
};

/** Output `grid` of `exclusion-plane`: upper limits on the signal strength at each point, those without a limit too. */
export const planePointRow = z.strictObject({
  ...place,
  x: z.number(),
  /** Null where the second axis has names. */
  y: number,
  /** A name on the second axis; null where it has numbers. */
  category: z.string().nullable(),
  observed: number,
  expected_minus1: number,
  expected: number,
  expected_plus1: number,
  /** Why there is no limit; empty where there is one. */
  message: z.string(),
});
export type PlanePointRow = z.infer<typeof planePointRow>;

const line = {
  ...place,
  /** Which limit: observed, or expected at -1, 0, +1 standard deviations. */
  limit: z.enum(PLANE_LIMITS),
  /** The signal strength that is excluded on one side: 1 is the nominal signal. */
  level: z.number(),
};

/** Output `contours` of `exclusion-plane`, of two numeric axes: a row for each point of a line; what it excludes lies to its left. */
export const planeContourRow = z.strictObject({
  ...line,
  /** Number of the line among those of this limit and level. */
  contour: z.number(),
  /** Whether the last point is joined to the first; otherwise the line ends at the edge of what was tested. */
  closed: z.boolean(),
  point: z.number(),
  x: z.number(),
  y: z.number(),
});
export type PlaneContourRow = z.infer<typeof planeContourRow>;

const end = z.enum(['crossing', 'edge', 'hole']);

/** Output `intervals` of `exclusion-plane`: excluded values of x at each tested value, or name, of the second axis. */
export const planeIntervalRow = z.strictObject({
  ...line,
  y: number,
  category: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  /** Crossing of the level, outermost tested value, or last value before one without a limit. */
  from_end: end,
  to_end: end,
});
export type PlaneIntervalRow = z.infer<typeof planeIntervalRow>;

/** Output `summary` of `exclusion-plane`. */
export const planeSummaryRow = z.strictObject({
  ...line,
  /** Points of the grid, and those of them without this limit. */
  points: z.number(),
  missing: z.number(),
  /** Share of the area between tested points that is excluded (of the length of the rows where the second axis has names); null without any. */
  excluded_fraction: number,
});
export type PlaneSummaryRow = z.infer<typeof planeSummaryRow>;
