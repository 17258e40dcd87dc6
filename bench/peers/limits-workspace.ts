import { parseWorkspace, type Modifier, type Workspace } from '../../science/statistics/index.ts';

/** Counts drawn once around the background of the workspace below. */
const observed = [
  353, 317, 316, 332, 303, 302, 270, 258, 236, 232, 249, 228, 221, 212, 208, 200, 186, 186, 177, 182, 161, 140, 155,
  131, 126, 148, 120, 128, 130, 104, 97, 121, 104, 103, 99, 99, 98, 94, 78, 83, 72, 66, 57, 64, 68, 73, 68, 59, 50, 48,
  56, 47, 52, 48, 49, 42, 32, 36, 35, 43, 38, 38, 23, 27, 31, 27, 29, 42, 24, 19, 20, 20, 22, 24, 22, 20, 24, 21, 17,
  31, 21, 22, 21, 14, 14, 10, 15, 17, 14, 16, 13, 12, 13, 7, 7, 8, 3, 10, 6, 8,
];

/**
 * 100 bins, a signal and three falling backgrounds, 31 nuisance parameters: normsys and histosys in turn, and the signal's luminosity.
 * @param strength scales the signal
 */
export function hundredBins(strength = 1): Workspace {
  const bins = observed.length;
  const x = observed.map((_, b) => (b + 0.5) / bins);
  const signal = x.map((value) => (strength * 200 * value ** 4) / bins);
  const mu: Modifier = { name: 'mu', type: 'normfactor', data: null };
  const backgrounds = [0, 1, 2].map((p) => {
    const data = x.map((value) => (12_000 * Math.exp(-value * (3 + p))) / bins);
    const modifiers = Array.from({ length: 10 }, (_, k): Modifier => {
      const size = 1 + 0.02 * (k + 1);
      if (k % 2 === 1) return { name: `n${p}_${k}`, type: 'normsys', data: { hi: size, lo: 1 / size } };
      const tilted = (sign: number): number[] =>
        data.map((value, b) => value * (1 + sign * 0.03 * (k + 1) * ((x[b] as number) - 0.5)));
      return { name: `n${p}_${k}`, type: 'histosys', data: { hi_data: tilted(1), lo_data: tilted(-1) } };
    });
    return { name: `bkg${p}`, data, modifiers };
  });
  const luminosity: Modifier = { name: 'lumi_s', type: 'normsys', data: { hi: 1.02, lo: 0.98 } };
  return parseWorkspace({
    version: '1.0.0',
    channels: [
      { name: 'SR', samples: [{ name: 'signal', data: signal, modifiers: [mu, luminosity] }, ...backgrounds] },
    ],
    observations: [{ name: 'SR', data: observed }],
    measurements: [{ name: 'm', config: { poi: 'mu', parameters: [{ name: 'mu', bounds: [[0, 20]], inits: [1] }] } }],
  });
}
