import type { Attributes } from '../../schemas/index.ts';
import type { History, MassPointRow, Summary, YieldsRow } from '../../schemas/results/index.ts';
import { categoryName } from '../style/names.ts';
import { anchor } from './html.ts';
import type { Gathered, ReportInputs } from './inputs.ts';

export interface MassPointYields {
  readonly mass: number;
  readonly rows: readonly YieldsRow[];
}

/** One network's category with what is there of its results. */
export interface Category {
  readonly model: string;
  readonly scenario: string;
  readonly region: string;
  /** In markup. */
  readonly name: string;
  /** Id of its section. */
  readonly id: string;
  readonly figures: Readonly<Record<string, string>> | undefined;
  readonly summary: Summary | undefined;
  readonly history: History | undefined;
  readonly massPoints: readonly MassPointRow[];
  readonly yields: readonly MassPointYields[];
  /** Its results that are not there, in words; empty when all are. */
  readonly missing: readonly string[];
}

/**
 * The categories of a campaign: those of any result, and those of the mass points, which need no training, so that a category whose
 * training failed is named as missing. In the order in which the campaign lists them.
 */
export function collectCategories(inputs: ReportInputs): readonly Category[] {
  const { figures, summaries, histories, massPoints, yields } = inputs;
  const known = new Map<string, Attributes>();
  for (const { attributes } of [...yields, ...histories, ...massPoints, ...summaries, ...figures])
    if (!known.has(keyOf(attributes))) known.set(keyOf(attributes), attributes);
  return [...known].map(([key, attributes]) => {
    const found = {
      figures: valueOf(figures, key),
      summary: valueOf(summaries, key),
      history: valueOf(histories, key),
      massPoints: valueOf(massPoints, key),
    };
    const [model, scenario, region] = partsOf(attributes);
    return {
      model,
      scenario,
      region,
      name: categoryName({ model, scenario, region }),
      id: anchor('category', model, scenario, region),
      ...found,
      massPoints: found.massPoints ?? [],
      yields: yields
        .filter((one) => keyOf(one.attributes) === key)
        .map(({ attributes: { mass_gev: mass }, value }) => ({ mass: Number(mass), rows: value }))
        .sort((a, b) => a.mass - b.mass),
      missing: [
        found.history === undefined ? 'training' : '',
        found.summary === undefined || found.massPoints === undefined ? 'comparison' : '',
        found.figures === undefined ? 'figures' : '',
      ].filter((name) => name !== ''),
    };
  });
}

const partsOf = ({ model, scenario, region }: Attributes): readonly [string, string, string] => [
  String(model ?? ''),
  String(scenario ?? ''),
  String(region ?? ''),
];

const keyOf = (attributes: Attributes): string => JSON.stringify(partsOf(attributes));

const valueOf = <T>(gathered: readonly Gathered<T>[], key: string): T | undefined =>
  gathered.find(({ attributes }) => keyOf(attributes) === key)?.value;
