import type { LimitCurveRow, LimitRow } from '../../schemas/results/index.ts';

/** The limits as curves over the mass, observed ones where data are fitted, with one of the theory for each model and scenario. */
export function limitCurves(limits: readonly LimitRow[]): LimitCurveRow[] {
  const theory = new Map<string, LimitCurveRow>();
  const curves = limits.flatMap((row): LimitCurveRow[] => {
    const { mass_gev: mass, theory_fb: predicted, expected_fb: value } = row;
    if (mass === null || predicted === null) return [];
    const hypothesis = [row.model, row.scenario].filter((part) => part !== null).join(' ');
    const place = { hypothesis, point: `${hypothesis} ${mass}`.trim(), mass_gev: mass };
    if (!theory.has(place.point))
      theory.set(place.point, { ...place, curve: 'theory', value_fb: predicted, low_fb: null, high_fb: null });
    if (value === null) return [];
    const band = { low_fb: row.expected_minus1_fb, high_fb: row.expected_plus1_fb };
    const curve = row.method === 'cls' ? row.discriminant : `${row.discriminant} ${row.method}`;
    const observed = row.observed_fb;
    return [
      { ...place, curve, value_fb: value, ...band },
      ...(observed === null
        ? []
        : [{ ...place, curve: `${curve} observed`, value_fb: observed, low_fb: null, high_fb: null }]),
    ];
  });
  return [...curves, ...theory.values()];
}
