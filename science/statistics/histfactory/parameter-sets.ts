import { InputError } from '../../../schemas/index.ts';
import { ascending, type Layout } from './layout.ts';
import { perBin, single, type ParameterSet } from './parameter-set.ts';
import { statisticalErrors } from './statistical-errors.ts';
import type { ModifierType, ParameterConfig, WorkspaceSample } from './workspace.ts';

/** The order in which pyhf collects parameters by type; within a type they come as they are met. */
const TYPES: readonly ModifierType[] = [
  ...(['histosys', 'lumi', 'normfactor', 'normsys', 'shapefactor', 'shapesys', 'staterror'] as const),
];

/** The parameter sets of a workspace in pyhf's order, before a measurement changes them. */
export function parameterSets(layout: Layout, configs: readonly ParameterConfig[]): readonly ParameterSet[] {
  const sets = new Map<string, ParameterSet>();
  const owners = new Map<string, string>();
  for (const type of TYPES) {
    for (const set of type === 'staterror' ? statisticalErrors(layout) : setsOfType(layout, type, configs)) {
      const present = sets.get(set.name);
      if (present === undefined) sets.set(set.name, set);
      else if (!(isUnitNormal(present) && isUnitNormal(set)))
        throw new InputError(
          'workspace-names',
          `${owners.get(set.name) ?? ''} and ${type} are both named '${set.name}', but cannot share a parameter`,
          { expected: 'a shared name only among normsys and histosys', mend: 'rename one of them' },
        );
      if (present === undefined) owners.set(set.name, type);
    }
  }
  return [...sets.values()];
}

const isUnitNormal = (set: ParameterSet): boolean => set.scalar && set.constraint === 'normal' && set.inits[0] === 0;

function setsOfType(
  layout: Layout,
  type: Exclude<ModifierType, 'staterror'>,
  configs: readonly ParameterConfig[],
): readonly ParameterSet[] {
  const sets = new Map<string, ParameterSet>();
  const unshared = new Set<string>();
  for (const channel of layout.channels) {
    for (const sample of channel.samples.values()) {
      for (const modifier of [...sample.modifiers].sort((a, b) => ascending(a.name, b.name))) {
        if (modifier.type !== type) continue;
        const { name } = modifier;
        if (type === 'shapesys') {
          if (unshared.has(name))
            throw new InputError(
              'workspace-names',
              `shapesys '${name}' is used by more than one sample; its bins belong to one`,
              { mend: 'give each its own name, or use staterror for what samples share' },
            );
          unshared.add(name);
        }
        const present = sets.get(name);
        // A shape factor shared by channels of different lengths has a parameter for each bin of the longest.
        if (present === undefined || present.size < (type === 'shapefactor' ? channel.bins : 0))
          sets.set(name, makeSet(name, type, sample, configs));
      }
    }
  }
  return [...sets.values()];
}

function makeSet(
  name: string,
  type: Exclude<ModifierType, 'staterror'>,
  sample: WorkspaceSample,
  configs: readonly ParameterConfig[],
): ParameterSet {
  const bins = sample.data.length;
  switch (type) {
    case 'normsys':
    case 'histosys':
      return single(name, 'normal', 0, [-5, 5]);
    case 'normfactor':
      return single(name, 'none', 1, [0, 10]);
    case 'lumi':
      return luminosity(name, configs);
    case 'shapefactor':
      return perBin(name, 'none', bins, [0, 10], Array<number>(bins).fill(1), Array<boolean>(bins).fill(false));
    case 'shapesys': {
      const modifier = sample.modifiers.find((other) => other.type === 'shapesys' && other.name === name);
      const data = modifier?.type === 'shapesys' ? modifier.data : [];
      const valid = sample.data.map((nominal, bin) => nominal > 0 && (data[bin] as number) > 0);
      const factors = sample.data.map((nominal, bin) =>
        valid[bin] === true ? (nominal / (data[bin] as number)) ** 2 : 1,
      );
      const fixed = valid.map((value) => !value);
      return { ...perBin(name, 'poisson', bins, [1e-10, 10], factors, fixed), auxdata: factors };
    }
  }
}

/** The luminosity has no defaults: the measurement says what it is and how well it is known. */
function luminosity(name: string, configs: readonly ParameterConfig[]): ParameterSet {
  const config = configs.find((other) => other.name === name);
  const { inits, bounds, auxdata, sigmas } = config ?? {};
  const missing = Object.entries({ inits, bounds, auxdata, sigmas }).flatMap(([key, value]) => (value ? [] : [key]));
  if (inits === undefined || bounds === undefined || auxdata === undefined || sigmas === undefined)
    throw new InputError('workspace-luminosity', `the measurement does not give ${missing.join(', ')} of 'lumi'`, {
      expected: "a parameter { name: 'lumi', inits: [1], bounds: [[0.9, 1.1]], auxdata: [1], sigmas: [0.017] }, say",
    });
  return {
    ...{ name, size: 1, scalar: true, constraint: 'normal', inits, bounds, auxdata, widths: sigmas, fixed: [false] },
  };
}
