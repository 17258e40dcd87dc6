import type { StudyDimension, StudyTrial } from '../../../schemas/results/index.ts';
import type { Configuration, Space } from './space.ts';

/** The dimensions of a space as results show them. */
export function describeSpace({ dimensions }: Space): readonly StudyDimension[] {
  return dimensions.map(({ name, domain, when }) => {
    const conditional = when.length > 0;
    if (domain.type === 'choice')
      return { name, type: 'choice', low: null, high: null, log: false, options: domain.options, conditional };
    const { type, low, high, log } = domain;
    return { name, type, low, high, log, options: [], conditional };
  });
}

/** The values of a configuration, options by their names. */
export function describeValues({ dimensions }: Space, configuration: Configuration): StudyTrial['values'] {
  const values: Record<string, string | number> = {};
  for (const { name, domain } of dimensions) {
    const value = configuration[name];
    if (value !== undefined) values[name] = domain.type === 'choice' ? (domain.options[value] ?? '') : value;
  }
  return values;
}
