import { expect, test } from 'vitest';
import { countingCandidates } from '../../cli/export-histfactory.ts';
import type { MassPointRow } from '../../schemas/results/index.ts';
import { buildModel, upperLimit } from '../../science/statistics/index.ts';

const row = (change: Partial<MassPointRow>): MassPointRow => ({
  ...{ mass_gev: 130, channel: 'ee', method: 'network', signal: 7.8, background: 50, background_effective: 25 },
  ...{ significance: 1, threshold: 0.9, significance_error: 0.1, ...change },
});

test('a run without models gives the counting experiment behind its cuts: channels as bins, effective events as error', () => {
  const candidates = countingCandidates(
    [
      row({}),
      row({ channel: 'mumu', signal: 5, background: 10, background_effective: 100 }),
      row({ channel: 'combined', signal: 12.8, background: 60 }),
      row({ mass_gev: 200, background: null, signal: null }),
      row({ method: 'cut-and-count', signal: 3, background: 20, background_effective: 16, significance: 0.5 }),
    ],
    'DH_HDS_low',
  );
  expect(candidates.map(({ category, signal, discriminant }) => [category, signal, discriminant])).toEqual([
    ['DH_HDS_low', '130', 'network'],
    ['DH_HDS_low', '130', 'cut-and-count'],
  ]);
  const [network, cuts] = candidates.map(({ make }) => make());
  expect(network?.workspace.channels.map(({ name, samples }) => [name, samples[1]?.data[0]])).toEqual([
    ['ee', 50],
    ['mumu', 10],
  ]);
  expect(network?.workspace.channels[0]?.samples[1]?.modifiers).toContainEqual({
    ...{ name: 'mcstat_ee', type: 'staterror', data: [10] },
  });
  // 1.64 sigma one-sided, within what CLs and a Poisson count make of it
  const model = buildModel(cuts?.workspace ?? { version: '1.0.0', channels: [], observations: [], measurements: [] });
  const limit =
    model.observed === null ? NaN : upperLimit(model, model.observed).expected[2] * (cuts?.signalScale ?? NaN);
  const spread = Math.sqrt(20 + 25);
  expect(limit * 3).toBeGreaterThan(1.7 * spread);
  expect(limit * 3).toBeLessThan(2.4 * spread);
});
