import { InputError } from '../../../schemas/index.ts';
import type { ParameterSet } from './parameter-set.ts';
import type { Constraint, Parameter } from './types.ts';
import type { ParameterConfig } from './workspace.ts';

/** The parameters of the sets, with what the measurement says of them. */
export function parametersOf(sets: readonly ParameterSet[], configs: readonly ParameterConfig[]): readonly Parameter[] {
  const names = new Set<string>();
  for (const { name } of configs) {
    if (names.has(name)) throw new InputError('workspace-parameter', `the measurement configures '${name}' twice`);
    names.add(name);
  }
  return sets.flatMap((set) =>
    ofSet(
      set,
      configs.find(({ name }) => name === set.name),
    ),
  );
}

function ofSet(set: ParameterSet, config: ParameterConfig | undefined): readonly Parameter[] {
  const { name, constraint } = set;
  const given = <T>(
    key: keyof ParameterConfig,
    value: readonly T[] | undefined,
    otherwise: readonly T[],
    used = true,
  ) => {
    if (value === undefined) return otherwise;
    if (!used)
      throw new InputError(
        'workspace-parameter',
        `parameter '${name}' has no ${key} that could be set to ${value.join(', ')}`,
      );
    if (value.length !== set.size)
      throw new InputError('workspace-parameter', `${key} of parameter '${name}' has ${value.length} values`, {
        expected: `${set.size}`,
      });
    return value;
  };
  const inits = given('inits', config?.inits, set.inits);
  const bounds = given('bounds', config?.bounds, set.bounds);
  const auxdata = given('auxdata', config?.auxdata, set.auxdata, constraint !== 'none');
  // Only luminosity and statistical errors have a width of their own; the variations of the others are one sigma wide.
  const hasWidth = constraint === 'normal' && !isUnit(set);
  const sigmas = given('sigmas', config?.sigmas, set.widths, hasWidth);
  const factors = given('factors', config?.factors, set.widths, constraint === 'poisson');
  return inits.map((initial, i) => {
    const [lower, upper] = bounds[i] as readonly [number, number];
    const full = set.scalar ? name : `${name}[${i}]`;
    if (!(lower <= initial && initial <= upper))
      throw new InputError(
        'workspace-parameter',
        `parameter '${full}' starts at ${initial}, outside its bounds ${lower} to ${upper}`,
      );
    return {
      ...{ name: full, set: name, initial, lower, upper },
      fixed: config?.fixed ?? (set.fixed[i] as boolean),
      constraint: constraintOf(full, set, sigmas[i] as number, factors[i] as number),
      auxiliary: constraint === 'none' ? null : (auxdata[i] as number),
    };
  });
}

const isUnit = (set: ParameterSet): boolean => set.scalar && set.inits[0] === 0;

function constraintOf(name: string, set: ParameterSet, sigma: number, factor: number): Constraint | null {
  if (set.constraint === 'none') return null;
  const width = set.constraint === 'normal' ? sigma : factor;
  if (!(width > 0))
    throw new InputError('workspace-parameter', `the constraint of parameter '${name}' has the width ${width}`, {
      expected: 'a positive one',
      mend: 'fix the parameter (fixed: true) if it is known exactly',
    });
  return set.constraint === 'normal' ? { kind: 'normal', sigma } : { kind: 'poisson', factor };
}
