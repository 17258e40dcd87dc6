import { readFileSync } from 'node:fs';
import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { parseCounts } from '../../cli/stats/counts-file.ts';
import { bayesianLimits, logNormal, type CountingExperiment } from '../../science/statistics/bayes/index.ts';

interface RefereeCase {
  readonly luminosity: number;
  readonly luminosity_relative_error: number;
  readonly correlated: readonly ('luminosity' | 'efficiency' | 'background')[];
  readonly channels: readonly Record<
    'efficiency' | 'efficiency_error' | 'background' | 'background_error' | 'observed',
    number
  >[];
  readonly limit: number;
}
const referee = JSON.parse(
  readFileSync(new URL('referees/bayes.json', import.meta.url), 'utf8'),
) as readonly RefereeCase[];

const single = (signal: number, background: number, observed: number): CountingExperiment => ({
  luminosity: logNormal(1),
  channels: [{ name: 'a', efficiency: logNormal(signal), background: logNormal(background), observed }],
  correlated: new Set(),
});

describe('Bayesian limits', () => {
  test('no event, nothing uncertain: 3.00 events, whatever the background', () => {
    for (const background of [0, 0.5, 7])
      expect(bayesianLimits(single(1, background, 0)).observed).toBeCloseTo(-Math.log(0.05), 4);
  });

  test("Combine's simple counting experiment with BayesianSimple: 0.672292", () => {
    const { observed } = bayesianLimits({
      luminosity: logNormal(1),
      channels: [
        {
          name: 'bin1',
          efficiency: { value: 4.76, sigma: Math.log(1.2) },
          background: { value: 1.47, sigma: Math.log(1.5) },
          observed: 0,
        },
      ],
      correlated: new Set(),
    });
    expect(observed).toBeCloseTo(0.672292, 5);
  });

  test('agree within 1 % (its own error) with plain Monte-Carlo integration (referees/bayes.py), for shared and private nuisances', () => {
    for (const given of referee) {
      const { observed } = bayesianLimits(
        {
          luminosity: logNormal(given.luminosity, given.luminosity * given.luminosity_relative_error),
          channels: given.channels.map((channel, i) => ({
            name: String(i),
            efficiency: logNormal(channel.efficiency, channel.efficiency_error),
            background: logNormal(channel.background, channel.background_error),
            observed: channel.observed,
          })),
          correlated: new Set(given.correlated),
        },
        { tolerance: 0.1 },
      );
      expect(Math.abs((observed ?? NaN) / given.limit - 1)).toBeLessThan(0.01);
    }
  });

  test('the thesis, DH HDS at 130 GeV (20 % on the efficiency): median within 2 %, bands within 4 %', () => {
    // s = sigma B x L x efficiency x 2 with sigma B = 1.11 fb gives the efficiencies that the thesis rounds to 0.025 and 0.02.
    const [ee, mumu] = [7.8 / (2 * 1.11 * 139.2), 6.28 / (2 * 1.11 * 139.2)];
    const counts = (channels: string): string => `luminosity: 139.2 +- 1.7 %\nchannels:\n${channels}`;
    const electrons = `  ee: { efficiency: ${ee} +- 20 %, background: 108.4 +- 23.0 }\n`;
    const muons = `  mumu: { efficiency: ${mumu} +- 20 %, background: 124.9 +- 26.1 }\n`;
    // thesis_expected_limits.json, MD_DH_HDS at 130 GeV
    const published: readonly (readonly [string, readonly number[]])[] = [
      [electrons, [5.615, 8.625, 13.442, 21.474, 33.113]],
      [muons, [7.772, 11.819, 18.887, 29.911, 46.026]],
      [electrons + muons, [4.789, 6.892, 10.587, 16.16, 24.291]],
    ];
    for (const [channels, limits] of published) {
      const { experiment, options } = parseCounts(counts(channels), 'counts.yaml');
      const { expected } = bayesianLimits(experiment, options);
      for (const [i, limit] of limits.entries())
        expect(Math.abs((expected[i] ?? NaN) / limit - 1)).toBeLessThan(i === 2 ? 0.02 : 0.04);
    }
  });

  test('expected limits of several channels: the same for the same seed, within their errors for another, and null while blind', () => {
    const { experiment } = parseCounts(
      'luminosity: 1\nchannels: [{ efficiency: 1, background: 3 +- 1 }, { efficiency: 2, background: 8 +- 2 }]',
      'counts.yaml',
    );
    const first = bayesianLimits(experiment, { seed: 1 });
    expect(bayesianLimits(experiment, { seed: 1 })).toEqual(first);
    expect(first.observed).toBeNull();
    const other = bayesianLimits(experiment, { seed: 2 });
    for (let i = 0; i < 5; i++) {
      const [a, b] = [first.expected[i] ?? 0, other.expected[i] ?? 0];
      const error = Math.hypot(first.expectedError[i] ?? 0, other.expectedError[i] ?? 0);
      expect(Math.abs(a - b)).toBeLessThan(5 * error + 0.01 * a);
      expect(first.expectedError[i]).toBeLessThan(0.01 * a);
    }
  });

  test('rise with the count and with the uncertainty of the signal, and fall as 1 / efficiency', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        fc.double({ min: 0.01, max: 0.4, noNaN: true }),
        fc.integer({ min: 0, max: 600 }),
        (background, relative, observed) => {
          const limit = (count: number, efficiency: number, error: number): number =>
            bayesianLimits({
              luminosity: logNormal(1),
              channels: [
                {
                  name: 'a',
                  efficiency: logNormal(efficiency, error * efficiency),
                  background: logNormal(background, relative * background),
                  observed: count,
                },
              ],
              correlated: new Set(),
            }).observed ?? NaN;
          const reference = limit(observed, 1, 0.05);
          expect(limit(observed + 5, 1, 0.05)).toBeGreaterThan(reference);
          expect(limit(observed, 1, 0.4)).toBeGreaterThan(reference);
          expect(limit(observed, 10, 0.05) * 10).toBeCloseTo(reference, 2 - Math.ceil(Math.log10(reference)));
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('counts file', () => {
  const lines = (efficiency: string, background: string): string =>
    `luminosity: 139\nchannels:\n  ee:\n    efficiency: ${efficiency}\n    background: ${background}\n`;

  test('uncertainties may be written in any of the usual ways', () => {
    const written = [
      '0.2 +- 0.05',
      '0.2 ± 25 %',
      '[0.2, 0.05]',
      '{ value: 0.2, error: 0.05 }',
      '{ value: 0.2, relative_error: 0.25 }',
      '0.2\n    efficiency_error: 0.05',
    ];
    for (const text of written) {
      const [channel] = parseCounts(lines(text, '3'), 'c.yaml').experiment.channels;
      expect(channel?.efficiency.value).toBe(0.2);
      expect(channel?.efficiency.sigma).toBeCloseTo(logNormal(0.2, 0.05).sigma, 14);
    }
  });

  test.each([
    ['0.2', '-3', ':5:17: channels.ee.background'],
    ['0.2', '.nan', ':5:17: channels.ee.background'],
    ['0.2', '0 +- 1', ':5:17: channels.ee.background: 0 +- 1'],
    ['0', '3', ':4:17: channels.ee.efficiency is 0'],
    ['{ value: 0.2, error: 0.1, kappa: 1.2 }', '3', ':4:17: channels.ee.efficiency has more than one uncertainty'],
    ['0.2', '3\n    observed: 2.5', ':6:15: channels.ee.observed'],
    ['0.2', '3\n    signal: 2', ':6:13: channels.ee: Unrecognized key: "signal"'],
  ])('efficiency %s, background %s: an error at its line', (efficiency, background, message) => {
    expect(() => parseCounts(lines(efficiency, background), 'c.yaml')).toThrow(`c.yaml${message}`);
  });
});
