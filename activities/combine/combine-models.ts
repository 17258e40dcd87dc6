import { InputError } from '../../schemas/index.ts';
import { parseWorkspace, SIGNAL_STRENGTH, type Modifier, type Workspace } from '../../science/statistics/index.ts';
import type { TemplateModel } from '../templates/schema.ts';

export interface ModelPart {
  /** Goes before the names of its channels. */
  readonly name: string;
  readonly model: TemplateModel;
}

/**
 * One model of the channels of all parts.
 * @param correlated names of shared uncertainties; undefined: all but the statistical ones
 * @throws InputError when two parts have the same name, or the luminosity is known to different precision
 */
export function combineModels(
  parts: readonly ModelPart[],
  correlated: readonly string[] | undefined,
  discriminant?: string,
): TemplateModel {
  const names = new Set(parts.map(({ name }) => name));
  if (names.size < parts.length)
    throw new InputError(
      'combine-names',
      `two models of ${parts[0]?.model.signal} are both named by ${[...names].join()}`,
      {
        mend: 'name attributes in `name_by` that tell them apart',
      },
    );
  const [first] = parts as readonly [ModelPart];
  // All signals in units of the first part's.
  const scale = first.model.signal_scale;
  const isShared = (name: string): boolean =>
    name === SIGNAL_STRENGTH ||
    name === 'lumi' ||
    (correlated === undefined ? !name.startsWith('mcstat_') : correlated.includes(name));
  const workspaces = parts.map(({ name, model }) => {
    const prefixed = (text: string): string => `${name}_${text}`;
    const { workspace, signal_scale } = model;
    const rename = (modifier: Modifier): Modifier =>
      isShared(modifier.name) ? modifier : ({ ...modifier, name: prefixed(modifier.name) } as Modifier);
    return {
      channels: workspace.channels.map((channel) => ({
        name: prefixed(channel.name),
        samples: channel.samples.map((sample) => {
          const isSignal = sample.modifiers.some((modifier) => modifier.name === SIGNAL_STRENGTH);
          const factor = isSignal ? scale / signal_scale : 1;
          return scaled({ ...sample, modifiers: sample.modifiers.map(rename) }, factor);
        }),
      })),
      observations: workspace.observations.map(({ name: channel, data }) => ({ name: prefixed(channel), data })),
      parameters: workspace.measurements[0]?.config.parameters ?? [],
    };
  });
  const parameters = new Map(workspaces.flatMap((part) => part.parameters.map((config) => [config.name, config])));
  for (const part of workspaces) {
    for (const config of part.parameters)
      if (JSON.stringify(config) !== JSON.stringify(parameters.get(config.name)))
        throw new InputError('combine-parameters', `the parts disagree on the parameter '${config.name}'`, {
          mend: 'give all parts the same luminosity uncertainty',
        });
  }
  const sum = (of: (model: TemplateModel) => number): number =>
    parts.reduce((total, { model }) => total + of(model), 0);
  return {
    ...first.model,
    ...(discriminant === undefined ? {} : { discriminant }),
    unblinded: parts.every(({ model }) => model.unblinded),
    signal_events: sum((model) => model.signal_events),
    background_events: sum((model) => model.background_events),
    workspace: parseWorkspace({
      version: '1.0.0',
      channels: workspaces.flatMap(({ channels }) => channels),
      observations: workspaces.flatMap(({ observations }) => observations),
      measurements: [{ name: 'limits', config: { poi: SIGNAL_STRENGTH, parameters: [...parameters.values()] } }],
    }),
  };
}

type Sample = Workspace['channels'][number]['samples'][number];

/** A sample with all of its absolute numbers multiplied. */
function scaled(sample: Sample, factor: number): Sample {
  if (factor === 1) return sample;
  const times = (values: readonly number[]): number[] => values.map((value) => value * factor);
  return {
    ...sample,
    data: times(sample.data),
    modifiers: sample.modifiers.map((modifier) => {
      if (modifier.type === 'histosys')
        return {
          ...modifier,
          data: { hi_data: times(modifier.data.hi_data), lo_data: times(modifier.data.lo_data) },
        };
      if (modifier.type === 'shapesys' || modifier.type === 'staterror')
        return { ...modifier, data: times(modifier.data) };
      return modifier;
    }),
  };
}
