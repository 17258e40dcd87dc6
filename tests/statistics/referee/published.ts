import type { InterpolationCodes, Workspace } from '../../../science/statistics/index.ts';
import {
  histosys,
  lumi,
  mu,
  normsys,
  shapefactor,
  shapesys,
  staterror,
  uncorrelated,
  workspaceOf,
} from '../histfactory/workspaces.ts';

export interface PublishedCase {
  readonly name: string;
  readonly workspace: Workspace;
  readonly interpolation: Partial<InterpolationCodes>;
  /** Whether the signal is in the workspace already, and not in a patch. */
  readonly limits: boolean;
  readonly patches?: object;
}

const one = (
  observed: readonly number[],
  signal: readonly number[],
  background: readonly number[],
  ...modifiers: Parameters<typeof workspaceOf>[0][string]['samples'][string]['modifiers'] & object
): Workspace =>
  workspaceOf({
    singlechannel: {
      observed,
      samples: { signal: { data: signal, modifiers: [mu] }, background: { data: background, modifiers } },
    },
  });

/** Histograms of pyhf's validation/data/*.json, with the modifiers of tests/test_validation.py and validation/makedata.py. */
const validation: Readonly<Record<string, Workspace>> = {
  '1bin_example1': uncorrelated([10], [50], [7], [55]),
  '1bin_example1_p0': uncorrelated([25], [50], [7], [80]),
  '1bin_histosys': one([120], [30], [100], histosys('bkg_norm', [110], [90])),
  '1bin_lumi': workspaceOf(
    {
      channel1: {
        observed: [55],
        samples: {
          signal: { data: [20], modifiers: [mu] },
          background1: { data: [100], modifiers: [lumi] },
          background2: { data: [0], modifiers: [lumi] },
        },
      },
    },
    [{ name: 'lumi', auxdata: [1], bounds: [[0, 10]], inits: [1], sigmas: [0.1] }],
  ),
  '1bin_normsys': one([120, 180], [30, 95], [100, 150], normsys('bkg_norm', 1.1, 0.9)),
  '2bin_example1': uncorrelated([30, 95], [100, 150], [15, 20], [120, 180]),
  '2bin_histosys': one([120, 180], [30, 95], [100, 150], histosys('bkg_norm', [110, 190], [90, 100])),
  '2bin_histosys_example2': one([120, 180], [30, 95], [100, 150], histosys('bkg_norm', [102, 190], [98, 100])),
  '2bin_statex': workspaceOf({
    singlechannel: {
      observed: [100, 100],
      samples: {
        signal: { data: [10, 10], modifiers: [mu] },
        bkg1: { data: [50, 70], modifiers: [staterror('stat', 10, 10)] },
        bkg2: { data: [30, 20], modifiers: [staterror('stat', 5, 5)] },
        bkg3: { data: [20, 15] },
      },
    },
  }),
  '2bin_2channel_example1': workspaceOf({
    signal: {
      observed: [110, 155],
      samples: {
        signal: { data: [10, 35], modifiers: [mu] },
        background: { data: [100, 150], modifiers: [shapesys('uncorr_signal', 10, 10)] },
      },
    },
    control: {
      observed: [205, 345],
      samples: { background: { data: [200, 350], modifiers: [shapesys('uncorr_control', 5, 10)] } },
    },
  }),
  '2bin_2channel_couplednorm': workspaceOf({
    signal: {
      observed: [105, 220],
      samples: {
        signal: { data: [10, 35], modifiers: [mu] },
        bkg1: { data: [100, 100], modifiers: [normsys('coupled', 1.1, 0.9)] },
        bkg2: { data: [50, 100], modifiers: [normsys('coupled', 1.5, 0.5)] },
      },
    },
    control: {
      observed: [110, 105],
      samples: { background: { data: [100, 100], modifiers: [normsys('coupled', 1.1, 0.9)] } },
    },
  }),
  '2bin_2channel_coupledhisto': workspaceOf({
    signal: {
      observed: [170, 220],
      samples: {
        signal: { data: [30, 35], modifiers: [mu] },
        bkg1: { data: [100, 100], modifiers: [histosys('coupled', [110, 110], [90, 90])] },
        bkg2: { data: [50, 120], modifiers: [histosys('coupled', [55, 55], [45, 45])] },
      },
    },
    control: {
      observed: [110, 105],
      samples: { background: { data: [105, 100], modifiers: [histosys('coupled', [110, 115], [95, 90])] } },
    },
  }),
  '2bin_2channel_coupledshapefactor': workspaceOf({
    signal: {
      observed: [220, 230],
      samples: {
        signal: { data: [20, 20], modifiers: [mu] },
        bkg1: { data: [100, 70], modifiers: [shapefactor('coupled')] },
      },
    },
    control: {
      observed: [200, 300],
      samples: { background: { data: [100, 100], modifiers: [shapefactor('coupled')] } },
    },
  }),
};

/** A log-normal uncertainty of this factor: with code 1 exactly that. */
const logNormal = (name: string, kappa: number) => normsys(name, kappa, 1 / kappa);

/**
 * The counting experiment of Combine's tutorial (data/tutorials/counting/realistic-counting-experiment.txt: a simplified H -> WW of 35/pb).
 * Its gmN of 4 events in a sideband is a shapesys of 1 / sqrt(4).
 */
const datacard: Workspace = workspaceOf({
  bin1: {
    observed: [0],
    samples: {
      ggH: { data: [1.47], modifiers: [mu, logNormal('lumi_8TeV', 1.11), logNormal('xs_ggH', 1.16)] },
      qqWW: { data: [0.64], modifiers: [shapesys('WW_norm', 0.32)] },
      ggWW: { data: [0.06], modifiers: [logNormal('lumi_8TeV', 1.11), logNormal('xs_ggWW', 1.5)] },
      others: { data: [0.22], modifiers: [logNormal('bg_others', 1.3)] },
    },
  },
});

/** In the manner of likelihoods on HEPData: signal and control regions, common uncertainties, and no signal. */
const background: Workspace = workspaceOf(
  {
    SR_mct: {
      observed: [9, 4, 6],
      samples: {
        ttbar: {
          data: [4.2, 1.9, 1.1],
          modifiers: [
            { name: 'mu_ttbar', type: 'normfactor', data: null },
            histosys('JES', [4.9, 2.1, 1.15], [3.6, 1.75, 1.02]),
            normsys('btag', 1.06, 0.95),
            normsys('ttbar_generator', 1.22, 0.8),
            staterror('staterror_SR_mct', 0.5, 0.35, 0.3),
          ],
        },
        wjets: {
          data: [1.6, 1.2, 1.9],
          modifiers: [
            { name: 'mu_wjets', type: 'normfactor', data: null },
            histosys('JES', [1.75, 1.3, 2.05], [1.5, 1.08, 1.8]),
            normsys('btag', 0.97, 1.02),
            staterror('staterror_SR_mct', 0.3, 0.25, 0.4),
          ],
        },
        others: {
          data: [0.9, 0.5, 0.4],
          modifiers: [
            lumi,
            normsys('JES_norm', 1.04, 0.97),
            shapesys('others_shape', 0.3, 0.2, 0.15),
            staterror('staterror_SR_mct', 0.15, 0.1, 0.1),
          ],
        },
      },
    },
    CR_ttbar: {
      observed: [151],
      samples: {
        ttbar: {
          data: [120],
          modifiers: [
            { name: 'mu_ttbar', type: 'normfactor', data: null },
            histosys('JES', [126], [115]),
            normsys('btag', 1.03, 0.97),
            staterror('staterror_CR_ttbar', 3.5),
          ],
        },
        wjets: {
          data: [18],
          modifiers: [
            { name: 'mu_wjets', type: 'normfactor', data: null },
            normsys('btag', 0.9, 1.1),
            staterror('staterror_CR_ttbar', 1.5),
          ],
        },
        others: { data: [9], modifiers: [lumi, staterror('staterror_CR_ttbar', 0.8)] },
      },
    },
    CR_wjets: {
      observed: [243],
      samples: {
        ttbar: {
          data: [60],
          modifiers: [{ name: 'mu_ttbar', type: 'normfactor', data: null }, normsys('btag', 0.94, 1.05)],
        },
        wjets: {
          data: [170],
          modifiers: [
            { name: 'mu_wjets', type: 'normfactor', data: null },
            histosys('JES', [176], [163]),
            staterror('staterror_CR_wjets', 5),
          ],
        },
        others: { data: [22], modifiers: [lumi] },
      },
    },
  },
  [{ name: 'lumi', auxdata: [1], bounds: [[0.915, 1.085]], inits: [1], sigmas: [0.017] }],
);

const signal = (name: string, data: readonly number[], cross: number) => ({
  name,
  data,
  modifiers: [
    mu,
    lumi,
    histosys(
      'JES',
      data.map((value) => value * 1.05),
      data.map((value) => value * 0.96),
    ),
    normsys('btag', 1.02, 0.98),
    normsys('signal_xs', 1 + cross, 1 - cross),
    staterror('staterror_SR_mct', ...data.map((value) => 0.1 * value)),
  ],
});

const patch = (masses: readonly [number, number], data: readonly number[], leak: number, cross: number) => {
  const name = `C1N2_${masses.join('_')}`;
  return {
    metadata: { name, values: masses },
    patch: [
      { op: 'add', path: '/channels/0/samples/3', value: signal(name, data, cross) },
      { op: 'add', path: '/channels/2/samples/-', value: { name, data: [leak], modifiers: [mu, lumi] } },
      { op: 'test', path: '/channels/1/name', value: 'CR_ttbar' },
      { op: 'replace', path: '/measurements/0/name', value: `excl_${name}` },
    ],
  };
};

/** @param sha256 of the background's workspace */
const patchSet = (sha256: string) => ({
  version: '1.0.0',
  metadata: {
    references: { hepdata: 'ins1234567' },
    digests: { sha256 },
    labels: ['m_c1', 'm_n1'],
    description: 'signals of charginos and neutralinos',
  },
  patches: [patch([300, 100], [5.1, 4.4, 2.2], 1.3, 0.06), patch([700, 0], [0.2, 0.6, 2.9], 0.1, 0.09)],
});

/** @param digest sha256 of a workspace as patch sets carry it */
export const publishedCases = (digest: (workspace: Workspace) => string): readonly PublishedCase[] => [
  ...Object.entries(validation).map(([name, workspace]) => ({ name, workspace, interpolation: {}, limits: true })),
  {
    ...{ name: 'realistic counting experiment', workspace: datacard, limits: true },
    interpolation: { normsys: 'code1' },
  },
  {
    ...{ name: 'background and patch set', workspace: background, interpolation: {}, limits: false },
    patches: patchSet(digest(background)),
  },
];
