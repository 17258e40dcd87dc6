import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '../support/properties.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelRegistry, ModelVersion } from '../../schemas/index.ts';
import {
  champions,
  collectGarbage,
  decide,
  modelOf,
  openLocalStore,
  register,
  versionOf,
  type Store,
} from '../../store/index.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-models-'));
  store = await openLocalStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const candidate = (key: string): Omit<ModelVersion, 'version'> => ({
  registered: '2026-01-01T00:00:00.000Z',
  run: 'r',
  task: 'train[category=a]',
  key,
  output: 'model',
  model: { sha256: '0'.repeat(64), bytes: 1 },
  events: 1,
  split: 's',
  scoring: { kind: 'dropout-sampling', params: {} },
});
const empty: ModelRegistry = { campaign: 'c', models: {} };
const put = (before: ModelRegistry, key: string, action: 'promoted' | 'kept'): ModelRegistry => {
  const { registry, version } = register(before, 'a', candidate(key));
  return decide(registry, 'a', { at: 'now', action, version, by: 'retraining', why: 'because' });
};

describe('the registry on disk', () => {
  test('loses no change of writers that work at the same time', async () => {
    const other = await openLocalStore(folder);
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? store : other).updateModels('c', (before) => put(before, `e${index}`, 'promoted')),
      ),
    );
    const model = modelOf(await store.getModels('c'), 'a');
    expect(model.history).toHaveLength(30);
    expect(new Set(model.versions.map(({ version }) => version)).size).toBe(30);
    expect((await readdir(join(folder, 'models', 'c'))).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await store.listModels()).toHaveLength(1);
  });

  test('writes nothing when nothing changes, and knows no campaign that has no models', async () => {
    await store.updateModels('c', (before) => before);
    expect(await store.getModels('c')).toBeUndefined();
    await expect(store.getModels('../elsewhere')).rejects.toThrow(/not the name of a campaign/);
  });

  test('a file that is no registry is told, not taken for none', async () => {
    await store.updateModels('c', (before) => put(before, 'f1', 'promoted'));
    await writeFile(join(folder, 'models', 'c', '00000002.json'), '{"campaign":');
    await expect(store.getModels('c')).rejects.toThrow(/00000002\.json.*no registry/);
  });
});

describe('champions', () => {
  test('are a line: a promotion adds, a step back goes to the one before, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('promote', 'keep', 'back'), { maxLength: 30 }), (steps) => {
        let registry = empty;
        const line: number[] = [];
        steps.forEach((step, index) => {
          if (step === 'back') {
            const before = champions(modelOf(registry, 'a')).at(-2);
            if (before === undefined) return;
            registry = decide(registry, 'a', { at: '', action: 'rolled-back', version: before, by: 'person', why: '' });
            line.pop();
            return;
          }
          registry = put(registry, `${index}`, step === 'promote' ? 'promoted' : 'kept');
          if (step === 'promote') line.push(modelOf(registry, 'a').history.at(-1)?.version ?? 0);
        });
        const model = modelOf(registry, 'a');
        expect(champions(model)).toEqual(line);
        expect(model.champion).toBe(line.at(-1) ?? null);
        for (const version of line) expect(versionOf(model, version)).toBeDefined();
      }),
    );
  });

  test('challengers that were not promoted are forgotten but for the newest; numbers are never given twice', () => {
    let registry = put(empty, 'aa', 'promoted');
    for (let i = 0; i < 12; i++) registry = put(registry, `b${i}`, 'kept');
    const { versions, champion, history } = modelOf(registry, 'a');
    expect(champion).toBe(1);
    expect(versions.map(({ version }) => version)).toEqual([1, 9, 10, 11, 12, 13]);
    expect(history).toHaveLength(13);
  });

  test('the same training is one version, however often it is put forward', () => {
    const registry = put(put(empty, 'aa', 'kept'), 'aa', 'promoted');
    expect(modelOf(registry, 'a').versions).toHaveLength(1);
  });

  test('a category may be called like a property that every object has', () => {
    expect(modelOf(empty, 'constructor')).toEqual({ champion: null, versions: [], history: [] });
  });
});

test('gc keeps registered models, and all that a champion was made from', async () => {
  const entry = async (key: string, from: readonly string[]) => {
    const object = await store.putBytes(Buffer.from(`bytes of ${key}`));
    const inputs = from.map((one) => ({ port: 'x', parts: [], from: { key: one, task: one, output: 'value' } }));
    const fixed = { kind: 'noop', version: 1, params: {}, code: '', host: '', started: '', seconds: 0, warnings: [] };
    const outputs = { value: { type: 'file' as const, parts: [object] } };
    await store.putAction({ ...fixed, key, task: key, inputs, outputs });
  };
  await entry('ingest-old', []);
  await entry('ingest', []);
  await entry('split', ['ingest']);
  await entry('former', ['ingest-old']);
  await entry('champion', ['split']);
  await entry('stray', ['split']);
  await store.updateModels('c', (before) => put(put(before, 'former', 'promoted'), 'champion', 'promoted'));
  const report = await collectGarbage(store, { keepRuns: [] });
  expect(report).toMatchObject({ actions: 2, objects: 2 });
  const left = await Promise.all(['ingest-old', 'ingest', 'split', 'former', 'champion', 'stray'].map(store.getAction));
  expect(left.map((found) => found?.key)).toEqual([undefined, 'ingest', 'split', 'former', 'champion', undefined]);
});
