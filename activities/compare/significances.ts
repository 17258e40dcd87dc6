import type { ComparisonMethod, MassPointRow, Summary } from '../../schemas/results/index.ts';

/** Combined significances at the mass point where cut and count on all events is the most sensitive. */
export function significances(rows: readonly MassPointRow[]): Summary['significance'] {
  const combined = rows.filter(({ channel }) => channel === 'combined');
  const reference = combined.filter(({ method }) => method === 'cut-and-count');
  let best = reference[0];
  for (const row of reference) if ((row.significance ?? -1) > (best?.significance ?? -1)) best = row;
  const mass = best?.mass_gev ?? NaN;
  const of = (method: ComparisonMethod): number | null =>
    combined.find((row) => row.method === method && row.mass_gev === mass)?.significance ?? null;
  return {
    mass_gev: mass,
    network: of('network'),
    network_dropout: of('network_dropout'),
    cut_and_count: of('cut-and-count'),
    cut_and_count_test: of('cut-and-count-test'),
  };
}
