import { parseWorkspace, type Modifier, type Workspace, type WorkspaceSample } from '../histfactory/index.ts';
import type { RateUncertainties, Template, TemplateChannel } from './template.ts';

/** Of the parameter of interest: it multiplies the signal. */
export const SIGNAL_STRENGTH = 'mu';

export interface BuiltWorkspace {
  readonly workspace: Workspace;
  /** Signal strength 1 of the workspace stands for this many times the nominal signal. */
  readonly signalScale: number;
  /** Bins of processes whose sum of weights was negative and is taken as 0: `channel process bin`. */
  readonly negative: readonly string[];
}

/**
 * A HistFactory workspace of templates: the signal times `mu`; luminosity as `lumi`; each normalisation as a `normsys` of 1 +- its size;
 * shape variations as `histosys`; the statistical errors of the backgrounds as a `staterror` of each channel.
 *
 * While a channel is blind its observation is the expected background. A process' bin of negative sum counts as 0 (a Poisson
 * mean has no negative part); its statistical error stays. The signal is scaled by a power of ten so that strengths of order one
 * are excluded: minimisers, ours and others, work within bounds around 1.
 * @throws RangeError where a bin has no background at all, or the signal sums to nothing
 */
export function templateWorkspace(channels: readonly TemplateChannel[], rates: RateUncertainties): BuiltWorkspace {
  const negative: string[] = [];
  for (const { name, backgrounds, signal } of channels) {
    for (let bin = 0; bin < signal.sumOfWeights.length; bin++) {
      if (backgrounds.reduce((sum, { sumOfWeights }) => sum + Math.max(0, sumOfWeights[bin] as number), 0) > 0)
        continue;
      throw new RangeError(`channel ${name}, bin ${bin}: there is no background, so that no limit can be trusted`);
    }
    for (const { process, sumOfWeights } of [signal, ...backgrounds])
      for (const [bin, sum] of sumOfWeights.entries()) if (sum < 0) negative.push(`${name} ${process} ${bin}`);
  }
  if (!channels.some(({ signal }) => signal.sumOfWeights.some((sum) => sum > 0)))
    throw new RangeError('there is no signal in any bin');
  const signalScale = scaleOf(channels, rates);
  const workspace = parseWorkspace({
    version: '1.0.0',
    channels: channels.map(({ name, signal, backgrounds }) => ({
      name,
      samples: [
        sampleOf(name, signal, rates, signalScale),
        ...backgrounds.map((background) => sampleOf(name, background, rates)),
      ],
    })),
    observations: channels.map(({ name, backgrounds, observed, signal }) => ({
      name,
      data:
        observed ??
        signal.sumOfWeights.map((_, bin) =>
          backgrounds.reduce((sum, { sumOfWeights }) => sum + Math.max(0, sumOfWeights[bin] as number), 0),
        ),
    })),
    measurements: [{ name: 'limits', config: { poi: SIGNAL_STRENGTH, parameters: luminosityOf(rates) } }],
  });
  return { workspace, signalScale, negative };
}

const luminosityOf = ({ luminosity }: RateUncertainties) =>
  luminosity > 0
    ? [
        {
          name: 'lumi',
          inits: [1],
          auxdata: [1],
          sigmas: [luminosity],
          bounds: [[Math.max(0.01, 1 - 8 * luminosity), 1 + 8 * luminosity] as [number, number]],
        },
      ]
    : [];

/** @param signalScale given for the signal */
function sampleOf(
  channel: string,
  template: Template,
  rates: RateUncertainties,
  signalScale?: number,
): WorkspaceSample {
  const { process, sumOfWeights, error, shapes } = template;
  const scaled = (values: readonly number[]): number[] =>
    values.map((value) => Math.max(0, value) * (signalScale ?? 1));
  const normalisation = rates.normalisation[process] ?? 0;
  const modifiers: Modifier[] = [
    ...(signalScale === undefined ? [] : [{ name: SIGNAL_STRENGTH, type: 'normfactor' as const, data: null }]),
    ...(rates.luminosity > 0 ? [{ name: 'lumi' as const, type: 'lumi' as const, data: null }] : []),
    ...(normalisation > 0
      ? [
          {
            name: `norm_${process}`,
            type: 'normsys' as const,
            data: { hi: 1 + normalisation, lo: 1 - normalisation },
          },
        ]
      : []),
    ...shapes.map(({ name, up, down }) => ({
      name,
      type: 'histosys' as const,
      data: { hi_data: scaled(up), lo_data: scaled(down) },
    })),
    ...(rates.statistics && signalScale === undefined
      ? [{ name: `mcstat_${channel}`, type: 'staterror' as const, data: [...error] }]
      : []),
  ];
  return { name: process, data: scaled(sumOfWeights), modifiers };
}

/** The power of ten of the signal that is excluded, roughly: 1.64 / sqrt(sum of s^2 / (b + sigma_b^2)). */
function scaleOf(channels: readonly TemplateChannel[], rates: RateUncertainties): number {
  let information = 0;
  for (const { signal, backgrounds } of channels) {
    for (const [bin, s] of signal.sumOfWeights.entries()) {
      let [variance, sigma] = [0, 0];
      for (const { process, sumOfWeights, error } of backgrounds) {
        const b = Math.max(0, sumOfWeights[bin] as number);
        variance += b + (error[bin] as number) ** 2;
        sigma += b * (rates.normalisation[process] ?? 0);
      }
      information += Math.max(0, s) ** 2 / (variance + sigma * sigma + 1);
    }
  }
  return 10 ** Math.round(Math.log10(1.64 / Math.sqrt(information)));
}
