import {
  InputError,
  type AnyTaskDefinition,
  type InputPlace,
  type StudyParams,
  type WholeStudy,
} from '../schemas/index.ts';
import { getAt, setAt } from '../science/learning/tuning/index.ts';

/** Where successive halving and hyperband take configurations from; other methods sample by themselves. */
export function samplerOf(
  { method, sampler }: WholeStudy,
  place: (...path: string[]) => InputPlace,
): StudyParams['sampler'] {
  if (method === 'hyperband' || method === 'successive-halving') return sampler ?? 'random';
  if (sampler !== undefined && sampler !== method)
    throw new InputError('study', `method '${method}' samples by itself`, {
      place: place('study', 'sampler'),
      expected: 'a sampler for hyperband or successive-halving only',
    });
  return method;
}

/** Proposals that depend on no result need not say without which results they are made: then `parallel` changes nothing but speed. */
export function lagOf({ method, parallel, pruning }: WholeStudy): number | null {
  const learns = method === 'tpe' || method === 'gaussian-process' || pruning !== undefined;
  return learns ? parallel : null;
}

/** What successive halving, hyperband and pruning give out. */
export function resourceOf(
  { resource, method, pruning }: WholeStudy,
  isOneOfSeveral: boolean,
  trial: AnyTaskDefinition,
  sample: unknown,
  place: (...path: string[]) => InputPlace,
): StudyParams['resource'] {
  const needed = method === 'hyperband' || method === 'successive-halving' || pruning !== undefined;
  if (resource === undefined || !needed) {
    if (needed || (resource !== undefined && !isOneOfSeveral))
      throw new InputError('study-resource', needed ? 'there is no resource' : 'nothing makes use of the resource', {
        place: place('study', 'resource'),
        expected: needed
          ? 'resource: { param: epochs, least: 1, most: 27 }'
          : 'hyperband, successive-halving or pruning',
      });
    return null;
  }
  const param = resource.param.split('.');
  const most = resource.most ?? getAt(trial.params.parse(sample), param);
  if (typeof most !== 'number' || !Number.isInteger(most) || most < resource.least)
    throw new InputError('study-resource', `the most of '${resource.param}' is ${String(most)}`, {
      place: place('study', 'resource'),
      expected: `a whole number from ${resource.least} up`,
    });
  for (const amount of [resource.least, most])
    if (!trial.params.safeParse(setAt(sample, param, amount)).success)
      throw new InputError('study-resource', `kind '${trial.kind}' does not take ${resource.param}: ${amount}`, {
        place: place('study', 'resource'),
      });
  return { param, least: resource.least, most, factor: resource.factor };
}

/** The amounts at which trials are compared, ascending. */
export function pruningOf(
  { pruning, method }: WholeStudy,
  resource: StudyParams['resource'],
  place: (...path: string[]) => InputPlace,
): StudyParams['pruning'] {
  if (pruning === undefined) return null;
  if (method === 'hyperband' || method === 'successive-halving')
    throw new InputError('study', `${method} gives up trials by itself`, { place: place('study', 'pruning') });
  const amounts = [...new Set(pruning.at)].sort((a, b) => a - b);
  const outside = amounts.find((amount) => amount >= (resource?.most ?? Infinity));
  if (outside !== undefined)
    throw new InputError('study', `pruning at ${outside} is never reached: trials end at ${resource?.most ?? ''}`, {
      place: place('study', 'pruning', 'at'),
    });
  return { at: amounts, startup_trials: pruning.startup_trials };
}
