import { describe, expect, test } from 'vitest';
import {
  buildModel,
  hypotest,
  upperLimit,
  type Model,
  type ModelData,
  type ModelOptions,
  type TestStatistic,
  type Workspace,
} from '../../../science/statistics/index.ts';
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
} from './workspaces.ts';

const code1 = { interpolation: { normsys: 'code1', histosys: 'code0' } } as const;
const observed = (model: Model): ModelData => model.observed as ModelData;

function expectCls(
  workspace: Workspace,
  reference: readonly number[],
  options: ModelOptions & { readonly statistic?: TestStatistic } = {},
): void {
  const { statistic = 'qtilde' } = options;
  const model = buildModel(workspace, options);
  const { cls, clsExpected, converged } = hypotest(model, observed(model), 1, { statistic });
  expect(converged).toBe(true);
  [cls, ...clsExpected].forEach((value, i) => {
    expect(Math.abs(value / (reference[i] as number) - 1)).toBeLessThan(2e-4);
  });
}

/** Numbers and histograms of pyhf, tests/test_validation.py and validation/data; [observed, expected -2 ... +2]. */
describe("CLs of pyhf's validation suite, relative 2e-4 (the precision of its fits)", () => {
  test('one bin, shapesys', () => {
    const exp = [0.06371799398864626, 0.15096503398048894, 0.3279606950533305, 0.6046087303039118, 0.8662627605298466];
    expectCls(uncorrelated([10], [50], [7], [55]), [0.4541865416107029, ...exp]);
  });

  test('one bin, lumi; the statistic is q', () => {
    const workspace = workspaceOf(
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
    );
    const exp = [0.01060338, 0.04022273, 0.13614217, 0.37078321, 0.71104119];
    expectCls(workspace, [0.01047275, ...exp], { statistic: 'q' });
  });

  test('two bins, normsys of code 1', () => {
    const workspace = workspaceOf({
      singlechannel: {
        observed: [120, 180],
        samples: {
          signal: { data: [30, 95], modifiers: [mu] },
          background: { data: [100, 150], modifiers: [normsys('bkg_norm', 1.1, 0.9)] },
        },
      },
    });
    const exp = [7.471684419037561e-10, 5.7411551509088054e-8, 3.6898088062731205e-6, 0.00016965731538267896];
    expectCls(workspace, [0.0006735317023683173, ...exp, 0.004392708998555453], code1);
  });

  test('two bins, histosys of code 0', () => {
    const workspace = workspaceOf({
      singlechannel: {
        observed: [120, 180],
        samples: {
          signal: { data: [30, 95], modifiers: [mu] },
          background: { data: [100, 150], modifiers: [histosys('bkg_norm', [102, 190], [98, 100])] },
        },
      },
    });
    const exp = [7.134513306138892e-6, 0.00012547100627138575, 0.001880010666437615, 0.02078964907605385];
    expectCls(workspace, [0.1001463460725534, ...exp, 0.13692494523572218], code1);
  });

  test('two channels, shapesys', () => {
    const workspace = workspaceOf({
      signal: {
        observed: [110, 155],
        samples: {
          signal: { data: [10, 35], modifiers: [mu] },
          background: { data: [100, 150], modifiers: [shapesys('uncorr_bkguncrt_signal', 10, 10)] },
        },
      },
      control: {
        observed: [205, 345],
        samples: { background: { data: [200, 350], modifiers: [shapesys('uncorr_bkguncrt_control', 5, 10)] } },
      },
    });
    const exp = [0.00043491354821983556, 0.0034223000502860606, 0.02337423265831151, 0.1218654225510158];
    expectCls(workspace, [0.056332621064982304, ...exp, 0.40382074249477845]);
  });

  test('two channels with a common normsys of code 1', () => {
    const coupled = (hi: number, lo: number) => [normsys('coupled_normsys', hi, lo)];
    const workspace = workspaceOf({
      signal: {
        observed: [105, 220],
        samples: {
          signal: { data: [10, 35], modifiers: [mu] },
          bkg1: { data: [100, 100], modifiers: coupled(1.1, 0.9) },
          bkg2: { data: [50, 100], modifiers: coupled(1.5, 0.5) },
        },
      },
      control: { observed: [110, 105], samples: { background: { data: [100, 100], modifiers: coupled(1.1, 0.9) } } },
    });
    const exp = [0.055223914655538435, 0.13613239925395315, 0.3068720101493323, 0.5839470093910164, 0.8554725461337025];
    expectCls(workspace, [0.5906228034705155, ...exp], code1);
  });

  test('two channels with a common histosys of code 0', () => {
    const workspace = workspaceOf({
      signal: {
        observed: [170, 220],
        samples: {
          signal: { data: [30, 35], modifiers: [mu] },
          bkg1: { data: [100, 100], modifiers: [histosys('coupled_histosys', [110, 110], [90, 90])] },
          bkg2: { data: [50, 120], modifiers: [histosys('coupled_histosys', [55, 55], [45, 45])] },
        },
      },
      control: {
        observed: [110, 105],
        samples: { background: { data: [105, 100], modifiers: [histosys('coupled_histosys', [110, 115], [95, 90])] } },
      },
    });
    const exp = [1.7653746536962154e-5, 0.00026265644807799805, 0.00334003612780065, 0.031522353024659715];
    expectCls(workspace, [0.07967400132261188, ...exp, 0.17907742915143962], code1);
  });

  test('two channels with a common shapefactor', () => {
    const coupled = [shapefactor('coupled_shapefactor')];
    const workspace = workspaceOf({
      signal: {
        observed: [220, 230],
        samples: { signal: { data: [20, 20], modifiers: [mu] }, bkg1: { data: [100, 70], modifiers: coupled } },
      },
      control: { observed: [200, 300], samples: { bkg1: { data: [100, 100], modifiers: coupled } } },
    });
    const exp = [0.013753299929451691, 0.048887400056355966, 0.15555296253957684, 0.4007561343326305];
    expectCls(workspace, [0.5421679124909312, ...exp, 0.7357169630955912]);
  });

  test('shapesys with a bin that has no uncertainty: CLs of ROOT', () => {
    const workspace = workspaceOf({
      channel1: {
        observed: [100, 10],
        samples: {
          signal: { data: [20, 10], modifiers: [mu] },
          background1: { data: [100, 10], modifiers: [shapesys('syst', 10, 0)] },
        },
      },
    });
    const model = buildModel(workspace);
    const { cls, clsExpected } = hypotest(model, observed(model), 1);
    const exp = [2.702197937866914e-5, 0.00037099917612576155, 0.004360634386335687, 0.03815031509701916];
    expect(cls).toBeCloseTo(0.004360634405484502, 4);
    [...exp, 0.20203027564155074].forEach((value, i) => {
      expect(clsExpected[i]).toBeCloseTo(value, 4);
    });
  });
});

test('discovery, one bin: p0 = 0.00393688 (s 25, b 50 +- 7, n 80; pyhf validation/data/1bin_example1_p0.json)', () => {
  const model = buildModel(uncorrelated([25], [50], [7], [80]));
  expect(hypotest(model, observed(model), 0, { statistic: 'q0' }).clsb).toBeCloseTo(0.00393688, 7);
});

describe('upper limits', () => {
  test('two bins: observed 1.01156939, expected .55988 .757023 1.062347 1.501169 2.050786 (pyhf)', () => {
    const model = buildModel(uncorrelated([12, 11], [50, 52], [3, 7], [51, 48]));
    const { cls, clsExpected } = hypotest(model, observed(model), 1);
    expect(cls).toBeCloseTo(0.05251497, 5);
    expect(clsExpected[0]).toBeCloseTo(0.00260626, 6);
    expect(clsExpected[4]).toBeCloseTo(0.57303621, 4);
    const limit = upperLimit(model, observed(model));
    expect(limit.converged).toBe(true);
    expect(limit.observed).toBeCloseTo(1.01156939, 4);
    [0.55988, 0.757023, 1.062347, 1.501169, 2.050786].forEach((value, i) => {
      expect(limit.expected[i]).toBeCloseTo(value, 4);
    });
  });

  test('S 50 +- 5, B 150 +- 7, n 160: observed .749, expected .303 .411 .581 .833 1.160 to .005 (fixture of cabinetry)', () => {
    const workspace = workspaceOf({
      SR: {
        observed: [160],
        samples: {
          Signal: { data: [50], modifiers: [staterror('staterror_SR', 5), mu] },
          Background: { data: [150], modifiers: [staterror('staterror_SR', 7)] },
        },
      },
    });
    const model = buildModel(workspace);
    const limit = upperLimit(model, observed(model));
    expect([limit.observed, ...limit.expected]).toEqual(
      [0.749, 0.303, 0.411, 0.581, 0.833, 1.16].map((value) => expect.closeTo(value, 2) as number),
    );
  });
});
