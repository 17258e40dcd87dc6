import { InputError } from '../../../schemas/index.ts';
import { blocksOf } from './blocks.ts';
import { hasKink } from './interpolation.ts';
import { layoutOf, type Layout } from './layout.ts';
import { parameterSets } from './parameter-sets.ts';
import { parametersOf } from './parameters.ts';
import { applyPatch, type PatchOperation } from './patch.ts';
import { parseWorkspace } from './parse.ts';
import type { InterpolationCodes, Model, ModelData, Parameter } from './types.ts';
import type { Measurement, Workspace } from './workspace.ts';

export interface ModelOptions {
  /** Name of a measurement; default: the first. */
  readonly measurement?: string;
  /** Changes to the workspace before it is read: a signal of a patch set, say. */
  readonly patch?: readonly PatchOperation[];
  readonly interpolation?: Partial<InterpolationCodes>;
}

/**
 * Compiles a workspace into a model, with the parameters, bounds, starting values and constraint terms that pyhf gives it.
 * @throws InputError for what cannot be a model: bins that do not match, names that clash, a measurement that does not fit
 */
export function buildModel(workspace: Workspace, options: ModelOptions = {}): Model {
  const { patch } = options;
  const patched = patch === undefined ? workspace : parseWorkspace(applyPatch(workspace, patch));
  const measurement = measurementOf(patched, options.measurement);
  const codes: InterpolationCodes = { normsys: 'code4', histosys: 'code4p', ...options.interpolation };
  const layout = layoutOf(patched);
  const sets = parameterSets(layout, measurement.config.parameters);
  const parameters = parametersOf(sets, measurement.config.parameters);
  const firstOf = new Map<string, number>();
  parameters.forEach(({ set }, index) => {
    if (!firstOf.has(set)) firstOf.set(set, index);
  });
  return {
    channels: layout.channels.map(({ name, first, bins, samples }) => ({
      ...{ name, first, bins, samples: [...samples.keys()] },
    })),
    parameters,
    poi: poiOf(measurement, parameters),
    bins: layout.bins,
    observed: observedData(layout, patched, parameters),
    blocks: blocksOf(layout, firstOf, codes),
    kinked: kinkedParameters(layout, firstOf, parameters.length, codes),
  };
}

function measurementOf(workspace: Workspace, name: string | undefined): Measurement {
  const found = workspace.measurements.find((measurement) => name === undefined || measurement.name === name);
  if (found !== undefined) return found;
  const names = workspace.measurements.map((measurement) => `'${measurement.name}'`).join(', ');
  throw new InputError('workspace-measurement', `there is no measurement '${name ?? ''}'`, { expected: names });
}

function poiOf({ name, config: { poi } }: Measurement, parameters: readonly Parameter[]): number | null {
  if (poi === '') return null;
  const indices = parameters.flatMap(({ set }, index) => (set === poi ? [index] : []));
  const [index] = indices;
  if (index !== undefined && indices.length === 1) return index;
  throw new InputError(
    'workspace-poi',
    index === undefined
      ? `the parameter of interest '${poi}' of measurement '${name}' is no modifier of any sample`
      : `the parameter of interest '${poi}' of measurement '${name}' has ${indices.length} bins`,
    { expected: 'the name of a normfactor, say' },
  );
}

function observedData(layout: Layout, workspace: Workspace, parameters: readonly Parameter[]): ModelData | null {
  const counts = new Float64Array(layout.bins);
  let complete = true;
  const seen = new Set<string>();
  for (const { name } of workspace.observations) {
    if (seen.has(name)) throw new InputError('workspace-names', `two observations are named '${name}'`);
    seen.add(name);
  }
  for (const { name, first, bins } of layout.channels) {
    const data = workspace.observations.find((observation) => observation.name === name)?.data;
    complete &&= data !== undefined;
    if (data === undefined) continue;
    if (data.length !== bins)
      throw new InputError('workspace-bins', `the observation of channel '${name}' has ${data.length} bins`, {
        expected: `${bins}`,
      });
    const negative = data.findIndex((value) => value < 0);
    if (negative >= 0)
      throw new InputError(
        'workspace-observation',
        `channel '${name}', bin ${negative}: ${data[negative] ?? ''} events observed`,
        {
          expected: '0 or more',
        },
      );
    counts.set(data, first);
  }
  return complete ? { counts, auxiliary: auxiliaryOf(parameters) } : null;
}

/** What the auxiliary measurements gave, NaN for parameters without one. */
export const auxiliaryOf = (parameters: readonly Parameter[]): Float64Array =>
  Float64Array.from(parameters, ({ auxiliary }) => auxiliary ?? NaN);

function kinkedParameters(
  layout: Layout,
  firstOf: ReadonlyMap<string, number>,
  count: number,
  codes: InterpolationCodes,
): Uint8Array {
  const kinked = new Uint8Array(count);
  for (const [name, type] of layout.modifiers)
    if ((type === 'normsys' || type === 'histosys') && hasKink(codes[type])) kinked[firstOf.get(name) as number] = 1;
  return kinked;
}
