import { InputError } from '../../../schemas/index.ts';
import type { ChannelLayout, Layout } from './layout.ts';
import { perBin, type ParameterSet } from './parameter-set.ts';
import type { Modifier } from './workspace.ts';

/**
 * The parameter sets of staterror: one parameter per bin with a normal constraint around 1, whose width is the uncertainties of
 * the samples that have it, added in quadrature, relative to the sum of these samples (CERN-OPEN-2012-016, section 4.1.4, after
 * Beeston and Barlow). Bins without uncertainty or without events are fixed.
 * @throws InputError when the samples of a set do not share the same channels
 */
export function statisticalErrors(layout: Layout): readonly ParameterSet[] {
  const names = layout.modifiers.flatMap(([name, type]) => (type === 'staterror' ? [name] : []));
  return names.map((name) => {
    const channels = channelsOf(layout, name);
    const sigmas = channels.flatMap((channel) => relativeErrors(layout, channel, name));
    const fixed = sigmas.map((sigma) => sigma === 0);
    const widths = sigmas.map((sigma) => (sigma === 0 ? 1 : sigma));
    return perBin(name, 'normal', sigmas.length, [1e-10, 10], widths, fixed);
  });
}

const errorsOf = (modifiers: readonly Modifier[] | undefined, name: string): readonly number[] | undefined => {
  const found = modifiers?.find((modifier) => modifier.type === 'staterror' && modifier.name === name);
  return found?.type === 'staterror' ? found.data : undefined;
};

/** The channels that a set covers: the same for each of its samples. */
export function channelsOf(layout: Layout, name: string): readonly ChannelLayout[] {
  const by = new Map<string, readonly ChannelLayout[]>();
  for (const sample of layout.samples) {
    const channels = layout.channels.filter(
      (channel) => errorsOf(channel.samples.get(sample)?.modifiers, name) !== undefined,
    );
    if (channels.length > 0) by.set(sample, channels);
  }
  const [[firstSample, first] = ['', []], ...others] = by;
  for (const [sample, channels] of others) {
    if (channels.length === first.length && channels.every((channel, i) => channel === first[i])) continue;
    const list = (all: readonly ChannelLayout[]): string => all.map((channel) => `'${channel.name}'`).join(', ');
    throw new InputError(
      'workspace-staterror',
      `staterror '${name}' covers ${list(first)} for sample '${firstSample}' but ${list(channels)} for '${sample}'`,
      {
        expected: 'the same channels for all samples of a staterror',
        mend: 'name it by channel, such as staterror_SR',
      },
    );
  }
  return first;
}

function relativeErrors(layout: Layout, channel: ChannelLayout, name: string): readonly number[] {
  const nominal = new Float64Array(channel.bins);
  const variance = new Float64Array(channel.bins);
  for (const sample of layout.samples) {
    const present = channel.samples.get(sample);
    const errors = errorsOf(present?.modifiers, name);
    if (present === undefined || errors === undefined) continue;
    for (let bin = 0; bin < channel.bins; bin++) {
      nominal[bin] = (nominal[bin] as number) + (present.data[bin] as number);
      variance[bin] = (variance[bin] as number) + (errors[bin] as number) ** 2;
    }
  }
  return Array.from(nominal, (sum, bin) => (sum > 0 ? Math.sqrt(variance[bin] as number) / sum : 0));
}
