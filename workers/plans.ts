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
        .readObject(reference)
        .then((content) => createResolver(store, JSON.parse(Buffer.from(content).toString('utf8')) as Plan));
      found.catch(() => held.delete(reference.sha256));
      held.set(reference.sha256, found);
      const [oldest] = held.keys();
      if (held.size > limit && oldest !== undefined) held.delete(oldest);
    }
    return found;
  };
}
