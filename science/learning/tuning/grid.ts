import { InputError } from '../../../schemas/index.ts';
import { exists, type Configuration, type Dimension, type Space } from './space.ts';
import { fromUnit, sizeOf } from './unit.ts';

const largest = 100_000;

/**
 * Every combination of values, the last dimension running fastest; dimensions that do not exist for a combination take no part.
 * @throws InputError `study-grid` for a continuous range without `points`, or a grid of more than 100,000
 */
export function gridConfigurations({ dimensions }: Space): readonly Configuration[] {
  let rows: Configuration[] = [{}];
  for (const dimension of dimensions) {
    const values = gridValues(dimension);
    rows = rows.flatMap((row) =>
      exists(dimension, row) ? values.map((value) => ({ ...row, [dimension.name]: value })) : [row],
    );
    if (rows.length > largest)
      throw new InputError('study-grid', `the grid has more than ${largest} points`, {
        mend: 'give ranges fewer `points`, or search at random',
      });
  }
  return rows;
}

/** The values of one dimension: all of a discrete one, else `points` with both bounds among them. */
export function gridValues({ name, domain }: Dimension): readonly number[] {
  const size = sizeOf(domain);
  const wanted = domain.type === 'choice' ? null : domain.points;
  if (wanted === null || wanted >= size) {
    if (size === Infinity)
      throw new InputError('study-grid', `a grid cannot take all values of '${name}'`, {
        mend: `give it points: { float: [low, high], points: 5 }`,
      });
    return Array.from({ length: size }, (_, index) =>
      domain.type === 'choice' ? index : fromStep(domain.low, domain.step ?? 1, index),
    );
  }
  if (domain.type === 'choice') return [];
  const { low, high, log } = domain;
  const values = Array.from({ length: wanted }, (_, index) => {
    const part = index / (wanted - 1);
    const value = log ? low * (high / low) ** part : low + (high - low) * part;
    return domain.step === null ? Number(value.toPrecision(12)) : nearest(domain.low, domain.step, value);
  });
  return [...new Set(values)];
}

const fromStep = (low: number, step: number, index: number): number => Number((low + step * index).toPrecision(12));
const nearest = (low: number, step: number, value: number): number =>
  fromStep(low, step, Math.round((value - low) / step));

/** For planning: a few configurations that together touch the ends of every dimension. */
export function extremes(space: Space, draw: (place: number) => Configuration): readonly Configuration[] {
  const corner = (unit: number): Configuration => {
    const row: Record<string, number> = {};
    for (const dimension of space.dimensions)
      if (exists(dimension, row)) row[dimension.name] = fromUnit(dimension.domain, unit);
    return row;
  };
  const options = space.dimensions.flatMap(({ name, domain }) =>
    domain.type === 'choice' ? domain.options.map((_, index) => [name, index] as const) : [],
  );
  const choices = options.map(([name, index]) => {
    const row: Record<string, number> = {};
    for (const dimension of space.dimensions)
      if (exists(dimension, row)) row[dimension.name] = dimension.name === name ? index : fromUnit(dimension.domain, 0);
    return row;
  });
  return [corner(0), corner(1), corner(0.5), ...choices, ...[1, 2, 3, 4].map(draw)];
}
