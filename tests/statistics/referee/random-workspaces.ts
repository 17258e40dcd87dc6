import { normal, randomStream, type RandomStream } from '../../../science/learning/random.ts';
import {
  parseWorkspace,
  type Modifier,
  type ParameterConfig,
  type Workspace,
} from '../../../science/statistics/index.ts';

/**
 * A workspace that depends on its number alone: one to three channels of one to six bins, a signal and one to three backgrounds with
 * modifiers of all types, some of them shared, some bins empty; observations fluctuate around background, sometimes with signal.
 */
export function randomWorkspace(number: number): Workspace {
  const stream = randomStream(20261122, 'workspace', number);
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  const chance = (p: number): boolean => stream.uniform() < p;
  const backgrounds = whole(1, 3);
  const withLumi = chance(0.3);
  const scale = 10 ** between(0.5, 3);
  const truth = chance(0.25) ? between(0, 2) : 0;
  const rounded = (value: number): number => Number(value.toPrecision(5));
  const channels = Array.from({ length: whole(1, 3) }, (_, c) => {
    const bins = whole(1, 6);
    const shape = (total: number): number[] => {
      const slope = between(-2, 2);
      return Array.from({ length: bins }, (_, b) =>
        rounded((total / bins) * Math.exp(slope * ((b + 0.5) / bins - 0.5))),
      );
    };
    const histosys = (name: string, data: readonly number[]): Modifier => {
      const [tilt, shift, lopsided] = [between(-0.2, 0.2), between(-0.1, 0.1), between(0.5, 1.5)];
      const change = (b: number): number => shift + tilt * ((b + 0.5) / bins - 0.5);
      const hi_data = data.map((value, b) => rounded(value * (1 + change(b))));
      const lo_data = data.map((value, b) => rounded(value * (1 - lopsided * change(b))));
      return { name, type: 'histosys', data: { hi_data, lo_data } };
    };
    const normsys = (name: string): Modifier => {
      const size = between(0.01, 0.3);
      return { name, type: 'normsys', data: { hi: rounded(1 + size), lo: rounded(1 - size * between(0.5, 1.4)) } };
    };
    const uncertain = (data: readonly number[], size: number): number[] =>
      data.map((value) => (chance(0.05) ? 0 : rounded(value * size * between(0.5, 1.5))));
    const statistical = chance(0.4);
    const common = (data: readonly number[]): Modifier[] => [
      ...(withLumi ? [{ name: 'lumi' as const, type: 'lumi' as const, data: null }] : []),
      ...(chance(0.4) ? [normsys('common_norm')] : []),
      ...(chance(0.3) ? [histosys('common_shape', data)] : []),
      ...(statistical ? [{ name: `staterror_c${c}`, type: 'staterror' as const, data: uncertain(data, 0.1) }] : []),
    ];
    const signal = shape(scale * between(0.05, 0.6));
    return {
      name: `c${c}`,
      samples: [
        {
          name: 'signal',
          data: signal,
          modifiers: [{ name: 'mu', type: 'normfactor' as const, data: null }, ...common(signal)],
        },
        ...Array.from({ length: backgrounds }, (_, s) => {
          const data = shape(scale * between(0.3, 2)).map((value) => (s > 0 && chance(0.05) ? 0 : value));
          const own: Modifier[] = [
            ...(chance(0.5) ? [normsys(`norm_b${s}`)] : []),
            ...(chance(0.4) ? [histosys(chance(0.3) ? `norm_b${s}_both` : `shape_b${s}`, data)] : []),
            ...(chance(0.2) ? [normsys(`norm_b${s}_both`)] : []),
            ...(chance(0.25)
              ? [{ name: `shapesys_c${c}_b${s}`, type: 'shapesys' as const, data: uncertain(data, 0.2) }]
              : []),
            ...(c > 0 && s === 0 && chance(0.3) ? [{ name: 'free_b0', type: 'normfactor' as const, data: null }] : []),
          ];
          return { name: `b${s}`, data, modifiers: [...common(data), ...own] };
        }),
      ],
    };
  });
  const observations = channels.map(({ name, samples: [first, ...others] }) => ({
    name,
    data: (first?.data ?? []).map((value, b) =>
      fluctuated(
        stream,
        others.reduce((sum, { data }) => sum + (data[b] as number), truth * value),
      ),
    ),
  }));
  const parameters: ParameterConfig[] = [
    { name: 'mu', bounds: [[0, 40]], inits: [1] },
    ...(withLumi
      ? [{ name: 'lumi', inits: [1], bounds: [[0.5, 1.5]] as [number, number][], auxdata: [1], sigmas: [0.02] }]
      : []),
  ];
  return parseWorkspace({
    version: '1.0.0',
    ...{ channels, observations },
    measurements: [{ name: 'm', config: { poi: 'mu', parameters } }],
  });
}

/** A count around a mean of a few or more, rounded from a normal number. */
const fluctuated = (stream: RandomStream, mean: number): number =>
  Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(stream)));
