import type { ModelRegistry, RegisteredModel } from '../schemas/index.ts';
import { modelOf, versionOf } from '../store/index.ts';
import { columns } from './columns.ts';
import { existing, registryOf } from './models-registry.ts';
import { openStore, type CommonOptions } from './places.ts';

/** Lists the champion of each category. */
export async function list(campaign: string | undefined, options: CommonOptions): Promise<void> {
  const store = await openStore(options);
  const registries =
    campaign === undefined
      ? await store.listModels()
      : [await store.getModels(campaign)].filter((one) => one !== undefined);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(registries.map(overview))}\n`);
    return;
  }
  const rows = registries.flatMap((registry) =>
    overview(registry).models.map(({ category, champion, versions, events, since, why }) => [
      ...[registry.campaign, category, champion === null ? 'none' : String(champion), String(versions)],
      ...[events === null ? '' : String(events), since?.slice(0, 19).replace('T', ' ') ?? '', why ?? ''],
    ]),
  );
  if (rows.length === 0) {
    process.stdout.write('no models; a retraining registers them, or umbra models promote <campaign> after a run\n');
    return;
  }
  const header = ['campaign', 'category', 'champion', 'versions', 'events read', 'since (UTC)', 'why'];
  process.stdout.write(`${columns([header, ...rows])}\n`);
  for (const { campaign: name, retraining } of registries)
    if (retraining !== undefined)
      process.stdout.write(
        `${name}: last retraining ${retraining.run}: ${retraining.outcome}, ${Object.keys(retraining.samples).length} samples` +
          `${retraining.quarantined.length === 0 ? '' : `, ${retraining.quarantined.length} quarantined (umbra models show ${name})`}\n`,
      );
}

function overview(registry: ModelRegistry) {
  const models = Object.keys(registry.models)
    .sort()
    .map((category) => {
      const model = modelOf(registry, category);
      const { champion, versions } = model;
      const event = madeChampion(model);
      return {
        ...{ category, champion, versions: versions.length, events: versionOf(model, champion)?.events ?? null },
        ...{ since: event?.at ?? null, why: event?.why ?? null },
      };
    });
  return { campaign: registry.campaign, models, retraining: registry.retraining ?? null };
}

const madeChampion = ({ champion, history }: RegisteredModel) =>
  history.findLast(({ action, version }) => action !== 'kept' && version === champion);

/** Shows a category's versions and history, or what the last retraining of a campaign set aside. */
export async function show(campaign: string, category: string | undefined, options: CommonOptions): Promise<void> {
  const store = await openStore(options);
  const registry = await registryOf(store, campaign);
  if (category === undefined) {
    if (options.json === true) process.stdout.write(`${JSON.stringify(registry)}\n`);
    else process.stdout.write(`${describeSamples(registry).join('\n')}\n`);
    return;
  }
  const model = existing(registry, category);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ campaign, category, ...model })}\n`);
    return;
  }
  const paths = await Promise.all(
    model.versions.map(({ model: object }) => store.objectPath(object).catch(() => 'missing')),
  );
  const rows = model.versions.map(({ version, registered, run, events, model: object }, index) => [
    `${version}${version === model.champion ? ' champion' : ''}`,
    ...[registered.slice(0, 19).replace('T', ' '), run, String(events)],
    ...[object.sha256.slice(0, 12), paths[index] ?? ''],
  ]);
  const versions = columns([['version', 'registered (UTC)', 'run', 'events read', 'sha256', 'file'], ...rows]);
  const history = model.history.map(
    ({ at, action, version, by, why }) =>
      `${at.slice(0, 19).replace('T', ' ')}  ${action} version ${version} by ${by}: ${why}`,
  );
  process.stdout.write(`${versions}\n\n${history.join('\n')}\n`);
}

function describeSamples({ campaign, retraining, models }: ModelRegistry): readonly string[] {
  const lines = [`${campaign}: ${Object.keys(models).length} categories (umbra models show ${campaign} <category>)`];
  if (retraining === undefined) return [...lines, 'never retrained'];
  const { run, at, outcome, samples, quarantined } = retraining;
  return [
    ...lines,
    `last retraining: ${run} of ${at}: ${outcome}; ${Object.keys(samples).length} samples used`,
    ...quarantined.map(({ sample, reason }) => `quarantined ${sample}: ${reason}`),
  ];
}
