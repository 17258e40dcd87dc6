import type { Attributes } from '../../schemas/index.ts';
import type { Hypothesis } from './rows.ts';

/**
 * Theory cross section in fb of a hypothesis: cross section x k factor x filter efficiency of its samples (final states of one
 * hypothesis add up). Null where no sample of it has a cross section.
 * @param wanted attributes that the samples must have
 */
function theoryCrossSection(samples: readonly Attributes[], wanted: Attributes): number | null {
  let sum: number | null = null;
  for (const sample of samples) {
    if (!Object.entries(wanted).every(([name, value]) => (sample[name] ?? null) === value)) continue;
    const { cross_section_pb: crossSection, k_factor: k = 1, filter_efficiency: filter = 1 } = sample;
    if (typeof crossSection !== 'number') continue;
    sum = (sum ?? 0) + crossSection * Number(k ?? 1) * Number(filter ?? 1) * 1000;
  }
  return sum;
}

/**
 * The hypothesis of a model, with the theory's cross section.
 * @param attributes of the model's input
 * @param match names of the attributes by which it finds its samples; `process` stands for the name of the signal
 */
export function hypothesisOf(
  attributes: Attributes,
  { mass_gev: mass, signal }: { readonly mass_gev: number | null; readonly signal: string },
  samples: readonly Attributes[],
  match: readonly string[],
): Hypothesis {
  const known: Attributes = { ...attributes, mass_gev: mass, process: signal };
  const wanted = Object.fromEntries(match.map((name) => [name, known[name] ?? null]));
  return {
    model: textOrNull(attributes.model),
    scenario: textOrNull(attributes.scenario),
    theoryFb: theoryCrossSection(samples, wanted),
  };
}

/** An attribute that is a text, or nothing. */
export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
