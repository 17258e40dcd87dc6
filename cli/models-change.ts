import { readFile } from 'node:fs/promises';
import type { ModelRegistry, Plan } from '../schemas/index.ts';
import { champions, decide, modelOf, register, versionOf, type Decision, type Store } from '../store/index.ts';
import { loadKinds } from '../workers/kinds.ts';
import { createResolver } from '../workers/resolver.ts';
import { candidateOf, scoringsOf } from '../workers/retraining/index.ts';
import { UsageError } from './errors.ts';
import { existing } from './models-registry.ts';
import { openStore, type CommonOptions } from './places.ts';
import { findRun } from './runs.ts';

interface PromoteOptions extends CommonOptions {
  readonly to?: string;
  readonly run?: string;
  readonly why?: string;
}

/** Makes a version the champion: one that is registered, or the one that a run trained. Without a category: all of them. */
export async function promote(campaign: string, category: string | undefined, options: PromoteOptions): Promise<void> {
  const store = await openStore(options);
  if (options.to !== undefined && (options.run !== undefined || category === undefined))
    throw new UsageError('--to goes with a category, and without --run');
  const why = options.why ?? 'by hand';
  if (options.to !== undefined && category !== undefined) {
    const version = Number(options.to);
    const registry = await store.updateModels(campaign, (before) => {
      const model = existing(before, category);
      if (versionOf(model, version) === undefined)
        throw new UsageError(
          `${category} has no version ${options.to ?? ''}: ${model.versions.map((one) => one.version).join(', ')}`,
        );
      return model.champion === version ? before : decide(before, category, decision('promoted', version, why));
    });
    report(options, registry, [category]);
    return;
  }
  const candidates = await candidatesOfRun(store, campaign, options.run);
  const chosen = category === undefined ? [...candidates.keys()] : [category];
  const registry = await store.updateModels(campaign, (before) => {
    let changed = before;
    for (const name of chosen) {
      const candidate = candidates.get(name);
      if (candidate === undefined)
        throw new UsageError(`that run trained no '${name}': it has ${[...candidates.keys()].join(', ')}`);
      const registered = register(changed, name, candidate);
      const current = modelOf(registered.registry, name).champion === registered.version;
      changed = current
        ? registered.registry
        : decide(registered.registry, name, decision('promoted', registered.version, why));
    }
    return changed;
  });
  report(options, registry, chosen);
}

async function candidatesOfRun(store: Store, campaign: string, run: string | undefined) {
  const record = await findRun(store, campaign, run);
  if (record.campaign !== campaign)
    throw new UsageError(`run '${record.run}' is of campaign '${record.campaign}', not of '${campaign}'`);
  const plan = JSON.parse(await readFile(await store.objectPath(record.plan), 'utf8')) as Plan;
  const resolver = createResolver(store, plan);
  const scorings = scoringsOf(plan, await loadKinds(plan.plugins));
  const found = await Promise.all(
    scorings.map(
      async (scoring) => [scoring.category, await candidateOf(store, resolver, scoring, record.run)] as const,
    ),
  );
  return new Map(found.flatMap(([name, candidate]) => (candidate === undefined ? [] : [[name, candidate] as const])));
}

/** Goes back to the champion before the present one. */
export async function rollback(
  campaign: string,
  category: string,
  options: CommonOptions & { readonly why?: string },
): Promise<void> {
  const store = await openStore(options);
  const registry = await store.updateModels(campaign, (before) => {
    const previous = champions(existing(before, category)).at(-2);
    if (previous === undefined) throw new UsageError(`${category} has had no champion before this one`);
    return decide(before, category, decision('rolled-back', previous, options.why ?? 'by hand'));
  });
  report(options, registry, [category]);
}

const decision = (action: Decision['action'], version: number, why: string): Decision => ({
  ...{ at: new Date().toISOString(), by: 'person', action, version, why },
});

function report(options: CommonOptions, registry: ModelRegistry, categories: readonly string[]): void {
  const now = categories.map((category) => ({ category, champion: modelOf(registry, category).champion }));
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(now)}\n`
      : now.map(({ category, champion }) => `${category}: champion is version ${champion ?? 'none'}\n`).join(''),
  );
}
