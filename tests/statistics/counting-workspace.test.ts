import { describe, expect, test } from 'vitest';
import { fc } from '../support/properties.ts';
import {
  bayesianLimits,
  countingExperiment,
  logNormal,
  parseWorkspace,
  type Modifier,
  type Workspace,
} from '../../science/statistics/index.ts';

interface Bin {
  readonly signal: number;
  readonly background: number;
  readonly signalModifiers?: readonly Modifier[];
  readonly backgroundModifiers?: readonly Modifier[];
}

const normsys = (name: string, size: number): Modifier => ({
  name,
  type: 'normsys',
  data: { hi: 1 + size, lo: 1 - size },
});
const lumi: Modifier = { name: 'lumi', type: 'lumi', data: null };

function workspaceOf(bins: Readonly<Record<string, Bin>>, luminosity = 0.017): Workspace {
  return parseWorkspace({
    version: '1.0.0',
    channels: Object.entries(bins).map(([name, bin]) => ({
      name,
      samples: [
        {
          name: 'signal',
          data: [bin.signal],
          modifiers: [{ name: 'mu', type: 'normfactor', data: null }, lumi, ...(bin.signalModifiers ?? [])],
        },
        { name: 'background', data: [bin.background], modifiers: [...(bin.backgroundModifiers ?? [])] },
      ],
    })),
    observations: Object.entries(bins).map(([name, { background }]) => ({ name, data: [Math.round(background)] })),
    measurements: [
      {
        name: 'limits',
        config: {
          poi: 'mu',
          parameters: [{ name: 'lumi', inits: [1], auxdata: [1], sigmas: [luminosity], bounds: [[0.5, 1.5]] }],
        },
      },
    ],
  });
}

describe('the counting experiment of a workspace', () => {
  test('the thesis, DH HDS at 130 GeV: median within 2 %, bands within 4 %, from a workspace', () => {
    // Limits on the strength times sigma B = 1.11 fb; thesis_expected_limits.json, MD_DH_HDS at 130 GeV. Half the signal events count, as in
    // bayes.test.ts. The thesis' background errors are of each channel alone.
    const bin = (channel: string, signal: number, background: number, error: number): Bin => ({
      signal: signal / 2,
      background,
      signalModifiers: [normsys(`efficiency_${channel}`, 0.2)],
      backgroundModifiers: [normsys(`background_${channel}`, error / background)],
    });
    const ee = bin('ee', 7.8, 108.4, 23);
    const mumu = bin('mumu', 6.28, 124.9, 26.1);
    const published = [
      [{ ee }, [5.615, 8.625, 13.442, 21.474, 33.113]],
      [{ mumu }, [7.772, 11.819, 18.887, 29.911, 46.026]],
      [{ ee, mumu }, [4.789, 6.892, 10.587, 16.16, 24.291]],
    ] as const;
    for (const [bins, limits] of published) {
      const { expected, observed } = bayesianLimits(countingExperiment(workspaceOf(bins), { observed: false }));
      expect(observed).toBeNull();
      for (const [i, limit] of limits.entries())
        expect(Math.abs((1.11 * (expected[i] ?? NaN)) / limit - 1)).toBeLessThan(i === 2 ? 0.02 : 0.04);
    }
  });

  test('uncertainties of one name are one nuisance, others are of their channel alone; or as `correlated` says', () => {
    const workspace = workspaceOf({
      ee: { signal: 2, background: 10, backgroundModifiers: [normsys('norm', 0.2), normsys('ee', 0.1)] },
      mumu: { signal: 3, background: 20, backgroundModifiers: [lumi, normsys('mumu', 0.3)] },
    });
    expect(() =>
      countingExperiment(
        workspaceOf({
          ee: { signal: 2, background: 10, backgroundModifiers: [normsys('norm', 0.2)] },
          mumu: { signal: 3, background: 20, backgroundModifiers: [normsys('norm', -0.2)] },
        }),
        { observed: false },
      ),
    ).toThrow(/'norm' acts on some channels only, or on some up/);
    const shared = workspaceOf({
      ee: { signal: 2, background: 10, backgroundModifiers: [lumi, normsys('norm', 0.2), normsys('ee', 0.1)] },
      mumu: { signal: 3, background: 20, backgroundModifiers: [lumi, normsys('norm', 0.2)] },
    });
    const sigma = (...sizes: number[]): number => Math.hypot(...sizes.map((size) => logNormal(1, size).sigma));
    const [ee, mumu] = countingExperiment(shared, { observed: true }).channels;
    expect(ee).toMatchObject({ efficiency: { value: 2, sigma: 0 }, background: { value: 10 }, observed: 10 });
    expect(ee?.background.sigma).toBeCloseTo(sigma(0.1), 12);
    expect(ee?.shared?.background).toBeCloseTo(sigma(0.017, 0.2), 12);
    expect(mumu?.background.sigma).toBe(0);
    const whole = countingExperiment(workspace, { observed: false, correlated: ['luminosity'] });
    expect(whole.channels[1]?.background.sigma).toBeCloseTo(sigma(0.017, 0.3), 12);
    expect(whole.channels[1]?.shared).toEqual({ efficiency: 0, background: 0 });
    expect(whole.luminosity.sigma).toBeCloseTo(sigma(0.017), 12);
  });

  test('a shared nuisance between none and all of the background: limits lie between, too', () => {
    const median = (own: number, all: number): number =>
      bayesianLimits({
        luminosity: logNormal(1),
        correlated: new Set(),
        channels: ['a', 'b'].map((name) => ({
          name,
          efficiency: logNormal(1),
          background: { value: 60, sigma: own },
          shared: { efficiency: 0, background: all },
        })),
      }).expected[2];
    const [apart, between, together] = [median(0.2, 0), median(0.14, Math.sqrt(0.04 - 0.0196)), median(0, 0.2)];
    expect(between).toBeGreaterThan(1.05 * apart);
    expect(together).toBeGreaterThan(1.05 * between);
  });

  test('what channels share is the same written as `correlated` or as sizes of each', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.4, noNaN: true }),
        fc.integer({ min: 0, max: 30 }),
        (size, observed) => {
          const channels = [4, 9].map((background) => ({ name: String(background), background, observed }));
          const limit = (correlated: boolean): number =>
            bayesianLimits({
              luminosity: logNormal(1, 0.02),
              correlated: new Set(correlated ? ['luminosity', 'efficiency', 'background'] : ['luminosity']),
              channels: channels.map(({ name, background }) => ({
                name,
                observed,
                efficiency: { value: 1, sigma: correlated ? size : 0 },
                background: { value: background, sigma: correlated ? size : 0 },
                ...(correlated ? {} : { shared: { efficiency: size, background: size } }),
              })),
            }).observed ?? NaN;
          expect(limit(true)).toBe(limit(false));
        },
      ),
      { numRuns: 3 },
    );
  });

  test.each([
    ['several bins', { data: [1, 2] }, 'channel a has 2 bins'],
    ['a free factor', { modifiers: [{ name: 'k', type: 'normfactor', data: null }] }, "'k' of channel a is free"],
    ['0 +- 1 events', { data: [0], modifiers: [{ name: 's', type: 'staterror', data: [1] }] }, 'a: 0 +- 1 events'],
    ['one name on both', { modifiers: [normsys('jes', 0.1)] }, "'jes' moves signal and background together"],
  ])('no counting experiment: %s', (_, change, message) => {
    const workspace = workspaceOf({ a: { signal: 2, background: 10, signalModifiers: [normsys('jes', 0.1)] } });
    const [channel] = workspace.channels as [Workspace['channels'][number]];
    const [signal, background] = channel.samples as [
      (typeof channel.samples)[number],
      (typeof channel.samples)[number],
    ];
    const changed = { ...background, ...(change as object) };
    const samples = [{ ...signal, data: changed.data.map(() => 2) }, changed];
    const broken = { ...workspace, channels: [{ ...channel, samples }] };
    expect(() => countingExperiment(broken, { observed: false })).toThrow(message);
  });
});
