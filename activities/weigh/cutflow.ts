import { InputError } from '../../schemas/index.ts';
import type { CutflowRow, SelectionCutflowRow } from '../../schemas/results/index.ts';
import { periodFactor } from '../../science/weights/index.ts';

interface Step {
  events: number;
  sum: number;
  squared: number;
}

/**
 * The cutflow in expected events: periods summed, each with its own normalisation; error = sqrt(sum of factor^2 x sum of w^2).
 * @param factors by period; undefined for data, which are counted
 * @throws InputError `unknown-period`, or `cutflow-period` when the selection did not tell periods apart
 */
export function weighCutflow(
  rows: readonly SelectionCutflowRow[],
  factors: ReadonlyMap<string, number> | undefined,
  sample: string,
): CutflowRow[] {
  const steps = new Map<string, Step>();
  for (const row of rows) {
    const step = steps.get(row.step) ?? { events: 0, sum: 0, squared: 0 };
    steps.set(row.step, step);
    if (row.events === 0) continue;
    step.events += row.events;
    if (factors === undefined) {
      step.sum += row.events;
      step.squared += row.events;
      continue;
    }
    const factor = periodFactor(requirePeriod(row.period, sample), factors, sample);
    step.sum += factor * row.sum_of_weights;
    step.squared += factor * factor * row.sum_of_weights_squared;
  }
  return [...steps].map(([step, { events, sum, squared }]) => ({
    step,
    events,
    sum_of_weights: sum,
    error: Math.sqrt(squared),
  }));
}

function requirePeriod(period: string | null, sample: string): string {
  if (period !== null) return period;
  throw new InputError('cutflow-period', 'the cutflow does not tell data-taking periods apart', {
    place: { sample },
    expected: 'one row for each step and period',
    mend: "add `by: period` to the selection's parameters",
  });
}
