import type { Attributes } from '../../schemas/index.ts';

/**
 * Theory cross section in fb of a hypothesis: cross section x k factor x filter efficiency of its samples (final states of one
 * hypothesis add up). Null where no sample of it has a cross section.
 * @param wanted attributes that the samples must have
 */
export function theoryCrossSection(samples: readonly Attributes[], wanted: Attributes): number | null {
  let sum: number | null = null;
  for (const sample of samples) {
    if (!Object.entries(wanted).every(([name, value]) => (sample[name] ?? null) === value)) continue;
    const { cross_section_pb: crossSection, k_factor: k = 1, filter_efficiency: filter = 1 } = sample;
    if (typeof crossSection !== 'number') continue;
    sum = (sum ?? 0) + crossSection * Number(k ?? 1) * Number(filter ?? 1) * 1000;
  }
  return sum;
}
