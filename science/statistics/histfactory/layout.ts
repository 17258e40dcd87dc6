import { InputError } from '../../../schemas/index.ts';
import type { Modifier, Workspace, WorkspaceSample } from './workspace.ts';

/** The samples of one channel by name, and where its bins are among the bins of the model. */
export interface ChannelLayout {
  readonly name: string;
  readonly first: number;
  readonly bins: number;
  readonly samples: ReadonlyMap<string, WorkspaceSample>;
}

/** Channels, samples and modifiers in the order pyhf gives them: by name; modifiers by name, then type. */
export interface Layout {
  readonly channels: readonly ChannelLayout[];
  readonly bins: number;
  readonly samples: readonly string[];
  readonly modifiers: readonly (readonly [name: string, type: Modifier['type']])[];
}

export function layoutOf(workspace: Workspace): Layout {
  unique(workspace.channels, (name) => `two channels are named '${name}'`);
  let bins = 0;
  const channels = [...workspace.channels].sort(byName).map((channel) => {
    unique(channel.samples, (name) => `channel '${channel.name}' has two samples named '${name}'`);
    const length = (channel.samples[0] as WorkspaceSample).data.length;
    for (const sample of channel.samples) checkSample(channel.name, sample, length);
    const first = bins;
    bins += length;
    return {
      ...{ name: channel.name, first, bins: length },
      samples: new Map([...channel.samples].sort(byName).map((sample) => [sample.name, sample])),
    };
  });
  const samples = workspace.channels.flatMap((channel) => channel.samples);
  const modifiers = new Map(
    samples.flatMap((sample) => sample.modifiers.map(({ name, type }) => [`${name}\n${type}`, [name, type] as const])),
  );
  return {
    ...{ channels, bins },
    samples: [...new Set(samples.map(({ name }) => name))].sort(ascending),
    modifiers: [...modifiers.values()].sort(([a, x], [b, y]) => ascending(a, b) || ascending(x, y)),
  };
}

/** By code point, as Python sorts strings (for names of the basic plane). */
export const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: { readonly name: string }, b: { readonly name: string }): number => ascending(a.name, b.name);

function unique(items: readonly { readonly name: string }[], message: (name: string) => string): void {
  const seen = new Set<string>();
  for (const { name } of items) {
    if (seen.has(name)) throw new InputError('workspace-names', message(name), { mend: 'give each its own name' });
    seen.add(name);
  }
}

function checkSample(channel: string, sample: WorkspaceSample, bins: number): void {
  const where = `channel '${channel}', sample '${sample.name}'`;
  const fail = (what: string, length: number): never => {
    throw new InputError('workspace-bins', `${where}: ${what} has ${length} bins`, {
      expected: `${bins} bins, as the channel's first sample has`,
    });
  };
  if (sample.data.length !== bins) fail('data', sample.data.length);
  const seen = new Set<string>();
  for (const modifier of sample.modifiers) {
    const what = `${modifier.type} '${modifier.name}'`;
    if (seen.has(what)) throw new InputError('workspace-names', `${where} has ${what} twice`);
    seen.add(what);
    if (modifier.type === 'shapesys' || modifier.type === 'staterror') {
      if (modifier.data.length !== bins) fail(what, modifier.data.length);
      if (modifier.data.some((value) => value < 0))
        throw new InputError('workspace-uncertainty', `${where}: ${what} has a negative uncertainty`);
    } else if (modifier.type === 'histosys') {
      if (modifier.data.lo_data.length !== bins) fail(`lo_data of ${what}`, modifier.data.lo_data.length);
      if (modifier.data.hi_data.length !== bins) fail(`hi_data of ${what}`, modifier.data.hi_data.length);
    }
  }
}
