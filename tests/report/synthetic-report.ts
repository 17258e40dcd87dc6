import type { ReportInputs, ReportSettings } from '../../report/page/index.ts';
import { categoryFigures } from '../../report/figures/index.ts';
import type { CutflowRow, MassPointRow, SplitCountsRow, Summary, YieldsRow } from '../../schemas/results/index.ts';
import { syntheticCurves, syntheticHistory } from './synthetic.ts';

export const settings: ReportSettings = {
  title: 'A search',
  luminosityFb: 139,
  energyTev: 13,
  text: ['What it is about.'],
  seed: 7,
  channels: ['ee', 'mumu'],
  minimumEffectiveBackground: 3,
};

interface CategoryAttributes {
  readonly model: string;
  readonly scenario: string;
  readonly region: string;
}

export const categories: readonly CategoryAttributes[] = [
  { model: 'DH', scenario: 'LDS', region: 'low' },
  { model: 'DH', scenario: 'LDS', region: 'high' },
];

const massesOf = (region: string): readonly number[] => (region === 'low' ? [130, 600] : [1100, 1500]);

function massPoints(region: string): MassPointRow[] {
  const methods = ['network', 'network_dropout', 'cut-and-count', 'cut-and-count-test'] as const;
  return massesOf(region).flatMap((mass, index) =>
    methods.flatMap((method, place) =>
      ['ee', 'mumu', 'combined'].map((channel) => ({
        mass_gev: mass,
        channel,
        method,
        signal: 2,
        background: 30,
        background_effective: 12.5,
        significance: 0.4 / (1 + index + place),
        threshold: method.startsWith('network') && channel !== 'combined' ? 0.97 : null,
        significance_error: 0.05,
      })),
    ),
  );
}

const summary = (region: string): Summary => ({
  auc: 0.9876,
  auc_dropout: 0.98,
  auc_absolute_weights: 0.98,
  auc_dropout_absolute_weights: 0.98,
  auc_by_mass: [],
  dropout_std: { signal: 0.01, background: 0.03 },
  significance: {
    mass_gev: massesOf(region)[0] ?? 0,
    network: 0.4,
    network_dropout: 0.2,
    cut_and_count: 0.13,
    cut_and_count_test: 0.1,
  },
});

const yieldsRow = (channel: string): YieldsRow => ({
  set: 'all',
  variant: 'nominal',
  channel,
  signal: 1.1,
  signal_error: 0.2,
  signal_events: 25,
  background: 110,
  background_error: 6.8,
  background_events: 345,
  observed: null,
  background_effective: 259,
  background_effective_groups: 241,
  significance: 0.1,
  significance_error: 0.02,
});

/** Weights of a sample with known sums: 3 and 4 in its two channels. */
const counts = (scale: number): SplitCountsRow[] =>
  [0, 1].flatMap((channel) =>
    (['train', 'test'] as const).map((split) => ({
      split,
      channel,
      events: 10,
      sum_of_weights: scale * (3 + channel),
      sum_of_weights_squared: (scale * 3) ** 2,
      sum_of_group_weights_squared: (scale * 4) ** 2,
    })),
  );

const cutflow = (scale: number): CutflowRow[] => [
  { step: 'all', events: 40, sum_of_weights: 20 * scale, error: 3 * scale },
  { step: 'met', events: 20, sum_of_weights: 14 * scale, error: 4 * scale },
];

const samples = [
  { dsid: 1, kind: 'background', process: 'ttbar', name: 'tt_dilepton', scale: 100 },
  { dsid: 2, kind: 'background', process: 'ttbar', name: 'tt_allhad', scale: 10 },
  { dsid: 3, kind: 'background', process: 'wjets', name: 'W <b>bold</b> & "quoted"', scale: 1 },
  {
    dsid: 4,
    kind: 'signal',
    process: 'DH_LDS',
    name: 'DH_LDS_130',
    model: 'DH',
    scenario: 'LDS',
    mass_gev: 130,
    scale: 0.01,
  },
  { dsid: 0, kind: 'data', process: null, name: null, luminosity_fraction: 0.0014, scale: 1 },
];

/** Everything that a report gathers, for two categories and five samples. */
export async function syntheticReport(): Promise<ReportInputs> {
  const figures = await Promise.all(
    categories.map(async (attributes, index) => ({
      attributes: { ...attributes },
      value: await categoryFigures(
        syntheticCurves({
          ...attributes,
          masses: massesOf(attributes.region),
          separation: 2,
          signal: 5,
          seed: index,
          events: 200,
        }),
        syntheticHistory(12, 7, index),
        { category: attributes, energyTev: 13, luminosityFb: 139 },
      ),
    })),
  );
  const perCategory = <T>(make: (region: string) => T) =>
    categories.map((attributes) => ({ attributes: { ...attributes }, value: make(attributes.region) }));
  const perSample = <T>(make: (scale: number) => T) =>
    samples.map(({ scale, ...attributes }) => ({ attributes, value: make(scale) }));
  return {
    figures,
    summaries: perCategory(summary),
    histories: perCategory(() => syntheticHistory(12, 7)),
    massPoints: perCategory(massPoints),
    yields: categories.flatMap((attributes) =>
      massesOf(attributes.region).map((mass) => ({
        attributes: { ...attributes, mass_gev: mass },
        value: ['ee', 'mumu', 'inclusive', 'combined'].map(yieldsRow),
      })),
    ),
    counts: perSample(counts),
    cutflows: perSample(cutflow),
  };
}
