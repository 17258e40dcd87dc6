import type { ExclusionRow, LimitRow } from '../../schemas/results/index.ts';
import { buildModel, excludedRanges, upperLimit, type ExpectedBand } from '../../science/statistics/index.ts';
import type { TemplateModel } from '../templates/schema.ts';

export interface Hypothesis {
  readonly model: string | null;
  readonly scenario: string | null;
  readonly theoryFb: number | null;
}

/** The limits of one model; nulls and a message where there are none. */
export function limitRowOf(
  template: TemplateModel,
  { model, scenario, theoryFb }: Hypothesis,
  level: number,
): LimitRow {
  const found = limitsOf(template, level);
  const fb = (strength: number | null): number | null =>
    strength === null || theoryFb === null ? null : strength * theoryFb;
  const [minus2, minus1, median, plus1, plus2] = found.expected;
  return {
    ...{ model, scenario, discriminant: template.discriminant, signal: template.signal, mass_gev: template.mass_gev },
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

interface Limits {
  readonly observed: number | null;
  readonly expected: ExpectedBand | readonly [null, null, null, null, null];
  readonly message: string;
}

function limitsOf({ workspace, signal_scale: scale, unblinded }: TemplateModel, level: number): Limits {
  const model = buildModel(workspace);
  const none = (message: string): Limits => ({ observed: null, expected: [null, null, null, null, null], message });
  if (model.observed === null) return none('a channel has no observation');
  const { observed, expected, converged, message } = upperLimit(model, model.observed, { level });
  if (!converged) return none(`a fit did not converge: ${message}`);
  const scaled = expected.map((strength) => strength * scale) as unknown as ExpectedBand;
  return { observed: unblinded ? observed * scale : null, expected: scaled, message: '' };
}

const LIMITS = ['observed', 'expected_minus1', 'expected', 'expected_plus1'] as const;

/** Excluded masses of each model, scenario and discriminant. */
export function exclusionRows(limits: readonly LimitRow[]): ExclusionRow[] {
  const series = new Map<string, LimitRow[]>();
  for (const row of limits) {
    const key = JSON.stringify([row.model, row.scenario, row.discriminant]);
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  return [...series.values()].flatMap((rows) => {
    const [{ model, scenario, discriminant }] = rows as [LimitRow];
    return LIMITS.flatMap((limit) => {
      const points = rows.flatMap((row) => {
        const strength = row[limit];
        return row.mass_gev === null || strength === null ? [] : [[row.mass_gev, strength] as const];
      });
      return excludedRanges(points).map(({ from, to, fromIsEdge, toIsEdge }) => ({
        ...{ model, scenario, discriminant, limit },
        ...{ from_gev: from, to_gev: to, from_is_edge: fromIsEdge, to_is_edge: toIsEdge },
      }));
    });
  });
}
