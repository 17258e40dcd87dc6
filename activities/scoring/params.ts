import { z } from 'zod';

/** Parameters of every kind that scores events; without defaults, so that a campaign that does not name them keeps its keys. */
export const evaluationParams = {
  /** Values of the parameters that a parameterised network takes: it scores all events as if they were looked for there. */
  at: z.record(z.string(), z.number()).optional(),
  /** Columns of the events that go along into the table of scores. */
  keep: z.array(z.string().min(1)).readonly().optional(),
  /** A column that is 1 for signal and 0 for background, where a sample holds both. Absent: the sample's attribute kind. */
  label_column: z.string().min(1).optional(),
};
