import type { Challenge, ModelEvent, ModelRegistry, ModelVersion, RegisteredModel } from '../schemas/index.ts';

/** Versions that were not promoted and still can be, by hand: so many newest ones of each category are kept. */
const keptChallengers = 5;

const noModel: RegisteredModel = { champion: null, versions: [], history: [] };

/** The model of a category; without versions where there is none. */
export function modelOf(registry: ModelRegistry | undefined, category: string): RegisteredModel {
  if (registry === undefined || !Object.hasOwn(registry.models, category)) return noModel;
  return registry.models[category] ?? noModel;
}

export function versionOf(model: RegisteredModel, version: number | null): ModelVersion | undefined {
  return model.versions.find((other) => other.version === version);
}

/** Adds a version (or finds the one with the same model) and gives its number. */
export function register(
  registry: ModelRegistry,
  category: string,
  candidate: Omit<ModelVersion, 'version'>,
): { readonly registry: ModelRegistry; readonly version: number } {
  const model = modelOf(registry, category);
  const known = model.versions.find(({ key, output }) => key === candidate.key && output === candidate.output);
  if (known !== undefined) return { registry, version: known.version };
  const version =
    1 + Math.max(0, ...model.versions.map((other) => other.version), ...model.history.map((event) => event.version));
  const versions = [...model.versions, { version, ...candidate }];
  return { registry: withModel(registry, category, { ...model, versions }), version };
}

/** What is decided about a version of a category. */
export interface Decision {
  readonly at: string;
  readonly action: ModelEvent['action'];
  readonly version: number;
  readonly by: ModelEvent['by'];
  readonly why: string;
  readonly challenge?: Challenge;
}

/** Writes a decision down: a promotion or a step back makes its version the champion. */
export function decide(registry: ModelRegistry, category: string, decision: Decision): ModelRegistry {
  const model = modelOf(registry, category);
  const history = [...model.history, { ...decision, from: model.champion }];
  const champion = decision.action === 'kept' ? model.champion : decision.version;
  return withModel(registry, category, { ...model, champion, history });
}

/** The champions of a category, the first to the present one: promotions add one, steps back take the last away. */
export function champions(model: RegisteredModel): readonly number[] {
  const line: number[] = [];
  for (const { action, version } of model.history) {
    if (action === 'promoted') line.push(version);
    else if (action === 'rolled-back') line.splice(line.lastIndexOf(version) + 1);
  }
  return line;
}

function withModel(registry: ModelRegistry, category: string, model: RegisteredModel): ModelRegistry {
  const once = new Set(champions(model));
  const others = model.versions.filter(({ version }) => !once.has(version)).slice(-keptChallengers);
  const versions = model.versions.filter((one) => once.has(one.version) || others.includes(one));
  return { ...registry, models: { ...registry.models, [category]: { ...model, versions } } };
}
