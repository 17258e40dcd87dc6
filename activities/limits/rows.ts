import type { ExclusionRow, LimitMethod, LimitRow } from '../../schemas/results/index.ts';
import { buildModel, excludedRanges, upperLimit } from '../../science/statistics/index.ts';
import type { TemplateModel } from '../templates/schema.ts';

export interface Hypothesis {
  readonly model: string | null;
  readonly scenario: string | null;
  readonly theoryFb: number | null;
}

/** Limits on the strength of the nominal signal. */
export interface StrengthLimits {
  readonly observed: number | null;
  /** At -2 ... +2 standard deviations. */
  readonly expected: readonly (number | null)[];
  readonly message: string;
}

/** The limits of one model by CLs with asymptotic distributions; nulls and a message where there are none. */
export const limitRowOf = (template: TemplateModel, hypothesis: Hypothesis, level: number): LimitRow =>
  limitRowFrom(template, hypothesis, 'cls', clsLimitsOf(template, level));

/** Limits that are found, as a row, with cross sections beside the strengths. */
export function limitRowFrom(
  template: Omit<TemplateModel, 'workspace' | 'unblinded' | 'signal_scale'>,
  { model, scenario, theoryFb }: Hypothesis,
  method: LimitMethod,
  found: StrengthLimits,
): LimitRow {
  const fb = (strength: number | null): number | null =>
    strength === null || theoryFb === null ? null : strength * theoryFb;
  const [minus2 = null, minus1 = null, median = null, plus1 = null, plus2 = null] = found.expected;
  return {
    ...{ model, scenario, discriminant: template.discriminant, method },
    ...{ signal: template.signal, mass_gev: template.mass_gev },
    observed: found.observed,
    ...{ expected_minus2: minus2, expected_minus1: minus1, expected: median },
    ...{ expected_plus1: plus1, expected_plus2: plus2 },
    theory_fb: theoryFb,
    observed_fb: fb(found.observed),
    ...{ expected_minus2_fb: fb(minus2), expected_minus1_fb: fb(minus1), expected_fb: fb(median) },
    ...{ expected_plus1_fb: fb(plus1), expected_plus2_fb: fb(plus2) },
    signal_events: template.signal_events,
    background_events: template.background_events,
    message: found.message,
  };
}

/** By CLs with asymptotic distributions. */
export function clsLimitsOf(
  { workspace, signal_scale: scale, unblinded }: TemplateModel,
  level: number,
): StrengthLimits {
  const model = buildModel(workspace);
  const none = (message: string): StrengthLimits => ({
    observed: null,
    expected: [null, null, null, null, null],
    message,
  });
  if (model.observed === null) return none('a channel has no observation');
  const { observed, expected, converged, message } = upperLimit(model, model.observed, { level });
  if (!converged) return none(`a fit did not converge: ${message}`);
  const scaled = expected.map((strength) => strength * scale);
  return { observed: unblinded ? observed * scale : null, expected: scaled, message: '' };
}

const LIMITS = ['observed', 'expected_minus1', 'expected', 'expected_plus1'] as const;

/** Excluded masses of each model, scenario, discriminant and method. */
export function exclusionRows(limits: readonly LimitRow[]): ExclusionRow[] {
  const series = new Map<string, LimitRow[]>();
  for (const row of limits) {
    const key = JSON.stringify([row.model, row.scenario, row.discriminant, row.method]);
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  return [...series.values()].flatMap((rows) => {
    const [{ model, scenario, discriminant, method }] = rows as [LimitRow];
    return LIMITS.flatMap((limit) => {
      const points = rows.flatMap((row) => {
        const strength = row[limit];
        return row.mass_gev === null || strength === null ? [] : [[row.mass_gev, strength] as const];
      });
      return excludedRanges(points).map(({ from, to, fromIsEdge, toIsEdge }) => ({
        ...{ model, scenario, discriminant, method, limit },
        ...{ from_gev: from, to_gev: to, from_is_edge: fromIsEdge, to_is_edge: toIsEdge },
      }));
    });
  });
}
