import { InputError } from '../../../schemas/index.ts';
import { evenParts, exponential, polynomial, type FactorFunction } from './interpolation.ts';
import type { ChannelLayout, Layout } from './layout.ts';
import { channelsOf } from './statistical-errors.ts';
import type { Block, InterpolationCodes, SampleFactor, Shift } from './types.ts';
import type { Modifier, WorkspaceSample } from './workspace.ts';

/** A factor that is the parameter itself. */
const itself: FactorFunction = (value, _side, out, at) => {
  out[at] = value;
  out[at + 1] = 1;
  out[at + 2] = 0;
};

/**
 * What each sample gives to each channel.
 * @param firstOf index of the first parameter of each set
 */
export function blocksOf(
  layout: Layout,
  firstOf: ReadonlyMap<string, number>,
  codes: InterpolationCodes,
): readonly Block[] {
  return layout.channels.flatMap((channel, index) =>
    [...channel.samples.values()].map((sample) => blockOf(layout, channel, index, sample, firstOf, codes)),
  );
}

function blockOf(
  layout: Layout,
  channel: ChannelLayout,
  index: number,
  sample: WorkspaceSample,
  firstOf: ReadonlyMap<string, number>,
  codes: InterpolationCodes,
): Block {
  const factors: SampleFactor[] = [];
  const shifts: Shift[] = [];
  const binFactors: Int32Array[] = [];
  for (const modifier of sample.modifiers) {
    const parameter = firstOf.get(modifier.name) as number;
    switch (modifier.type) {
      case 'normfactor':
      case 'lumi':
        factors.push({ parameter, evaluate: itself });
        break;
      case 'normsys':
        factors.push({ parameter, evaluate: normalisation(channel, sample, modifier, codes) });
        break;
      case 'histosys':
        shifts.push({ parameter, even: evenParts[codes.histosys], ...halves(sample.data, modifier.data) });
        break;
      case 'shapefactor':
      case 'shapesys':
        binFactors.push(Int32Array.from(sample.data, (_, bin) => parameter + bin));
        break;
      case 'staterror': {
        const before = binsBefore(channelsOf(layout, modifier.name), channel);
        binFactors.push(Int32Array.from(sample.data, (_, bin) => parameter + before + bin));
      }
    }
  }
  return { channel: index, sample: sample.name, nominal: Float64Array.from(sample.data), factors, shifts, binFactors };
}

function normalisation(
  channel: ChannelLayout,
  sample: WorkspaceSample,
  { name, data: { hi, lo } }: Extract<Modifier, { type: 'normsys' }>,
  codes: InterpolationCodes,
): FactorFunction {
  if (!(hi > 0 && lo > 0))
    throw new InputError(
      'workspace-normsys',
      `channel '${channel.name}', sample '${sample.name}': normsys '${name}' has the factors hi ${hi} and lo ${lo}`,
      { expected: 'positive factors: they are interpolated exponentially' },
    );
  return codes.normsys === 'code1' ? exponential(hi, lo) : polynomial(hi, lo);
}

function halves(
  nominal: readonly number[],
  { hi_data: hi, lo_data: lo }: { readonly hi_data: readonly number[]; readonly lo_data: readonly number[] },
): Pick<Shift, 'symmetric' | 'asymmetric'> {
  const symmetric = Float64Array.from(nominal, (_, bin) => ((hi[bin] as number) - (lo[bin] as number)) / 2);
  const asymmetric = Float64Array.from(
    nominal,
    (value, bin) => ((hi[bin] as number) - value - (value - (lo[bin] as number))) / 16,
  );
  return { symmetric, asymmetric: asymmetric.every((value) => value === 0) ? null : asymmetric };
}

function binsBefore(channels: readonly ChannelLayout[], channel: ChannelLayout): number {
  const before = channels.slice(0, channels.indexOf(channel));
  return before.reduce((sum, { bins }) => sum + bins, 0);
}
