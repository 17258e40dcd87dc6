import { readFile } from 'node:fs/promises';
import type { Plan, PlanReference } from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { createResolver, type Resolver } from './resolver.ts';

/** Resolvers of the plans that this worker works on, a few most recent ones kept. */
export function createPlanCache(store: Store, limit = 8): (reference: PlanReference) => Promise<Resolver> {
  const held = new Map<string, Promise<Resolver>>();
  return async (reference) => {
    let found = held.get(reference.sha256);
    if (found === undefined) {
      found = store
        .objectPath(reference)
        .then((path) => readFile(path, 'utf8'))
        .then((text) => createResolver(store, JSON.parse(text) as Plan));
      found.catch(() => held.delete(reference.sha256));
      held.set(reference.sha256, found);
      const [oldest] = held.keys();
      if (held.size > limit && oldest !== undefined) held.delete(oldest);
    }
    return found;
  };
}
