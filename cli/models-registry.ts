import type { ModelRegistry, RegisteredModel } from '../schemas/index.ts';
import { modelOf, type Store } from '../store/index.ts';
import { UsageError } from './errors.ts';

/** @throws UsageError where there is none */
export async function registryOf(store: Store, campaign: string): Promise<ModelRegistry> {
  const registry = await store.getModels(campaign);
  if (registry === undefined)
    throw new UsageError(`campaign '${campaign}' has no models; umbra models list says which have`);
  return registry;
}

/** A category's model. @throws UsageError where there is none */
export function existing(registry: ModelRegistry, category: string): RegisteredModel {
  const model = modelOf(registry, category);
  if (model.versions.length === 0)
    throw new UsageError(
      `'${registry.campaign}' has no model '${category}': it has ${Object.keys(registry.models).sort().join(', ') || 'none'}`,
    );
  return model;
}
