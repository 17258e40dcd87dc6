import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionEntry, RunRecord, StoredObject } from '../schemas/index.ts';
import { commitFile, ensureFolder, explainResources, temporaryName, writeWhole } from './atomic.ts';
import { openModelFiles } from './models.ts';
import { StoreError, type Store } from './store.ts';

/**
 * A store in a local (or shared) folder:
 * `objects/ab/<sha256>`, `actions/ab/<key>.json`, `runs/<run>.json`, `models/<campaign>/<revision>.json`, `checkpoints/<key>`,
 * `events/<run>/<worker>`, `paused/<run>`, `temporary/`.
 */
export async function openLocalStore(root: string): Promise<Store> {
  const folder = (name: string): string => join(root, name);
  const objectAt = (sha256: string): string => join(root, 'objects', sha256.slice(0, 2), sha256);
  const actionAt = (key: string): string => join(root, 'actions', key.slice(0, 2), `${key}.json`);
  const runAt = (run: string): string => join(root, 'runs', `${run}.json`);
  const checkpointAt = (key: string): string => join(root, 'checkpoints', key);
  const pauseAt = (run: string): string => join(root, 'paused', run);
  const eventsAt = (run: string): string => join(root, 'events', run);
  const models = openModelFiles(folder('models'));
  const temporary = folder('temporary');
  await explainResources(root, () => ensureFolder(temporary));

  const takeFile = async (path: string): Promise<StoredObject> =>
    explainResources(root, async () => {
      const object = await describeFile(path);
      if (await present(object)) await unlink(path);
      else await commitFile(path, objectAt(object.sha256));
      return object;
    });

  const present = async (object: StoredObject): Promise<boolean> =>
    (await stat(objectAt(object.sha256)).catch(() => undefined))?.size === object.bytes;

  return {
    location: root,
    takeFile,
    temporaryPath: (extension) => temporaryName(temporary, extension),
    async putBytes(bytes) {
      const object = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
      if (!(await present(object))) await writeWhole(objectAt(object.sha256), bytes);
      return object;
    },
    isWhole: present,
    async objectPath(object) {
      const path = objectAt(object.sha256);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) throw new StoreError('missing-object', `${path} is missing`, object.sha256);
      if (found.size !== object.bytes)
        throw new StoreError('wrong-size', `${path} has ${found.size} bytes instead of ${object.bytes}`, object.sha256);
      return path;
    },
    listObjects: () => listObjects(folder('objects')),
    removeObject: (sha256) => remove(objectAt(sha256)),

    getAction: (key) => readJson<ActionEntry>(actionAt(key)),
    putAction: (entry) => writeWhole(actionAt(entry.key), JSON.stringify(entry)),
    removeAction: (key) => remove(actionAt(key)),
    listActions: () => listActions(folder('actions')),

    getRun: (run) => readJson<RunRecord>(runAt(run)),
    putRun: (record) => writeWhole(runAt(record.run), JSON.stringify(record)),
    removeRun: async (run) => {
      await Promise.all([remove(runAt(run)), remove(pauseAt(run))]);
      await rm(eventsAt(run), { recursive: true, force: true });
    },
    async listRuns(campaign) {
      const names = (await readdir(folder('runs')).catch(() => [])).filter((name) => name.endsWith('.json'));
      const records = await Promise.all(names.map((name) => readJson<RunRecord>(join(root, 'runs', name))));
      return records
        .filter((record) => record !== undefined)
        .filter((record) => campaign === undefined || record.campaign === campaign)
        .sort((a, b) => b.finished.localeCompare(a.finished));
    },

    isPaused: async (run) => (await stat(pauseAt(run)).catch(() => undefined)) !== undefined,
    setPaused: (run, paused) => (paused ? writeWhole(pauseAt(run), '') : remove(pauseAt(run))),

    appendEvents: async (run, writer, lines) => {
      await ensureFolder(eventsAt(run));
      await appendFile(join(eventsAt(run), writer), lines);
    },
    readEvents: (run, after) => readEvents(eventsAt(run), after),

    getModels: models.get,
    updateModels: models.update,
    listModels: models.list,

    loadCheckpoint: (key) => readFile(checkpointAt(key)).catch(() => undefined),
    saveCheckpoint: (key, bytes) => writeWhole(checkpointAt(key), bytes),
    removeCheckpoint: (key) => remove(checkpointAt(key)),
    async *listCheckpoints() {
      for (const name of await readdir(folder('checkpoints')).catch(() => [])) if (!name.startsWith('.')) yield name;
    },
    removeTemporary: (seconds) => removeTemporary(root, seconds),
  };
}

/** sha256 and size of a file: a small one read in one piece (a stream costs more than it does), a large one as a stream. */
export async function describeFile(path: string): Promise<StoredObject> {
  if ((await stat(path)).size <= 1 << 24) {
    const content = await readFile(path);
    return { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.byteLength };
  }
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).byteLength;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** New whole lines of each file in `folder`. */
async function readEvents(
  folder: string,
  after: ReadonlyMap<string, number>,
): Promise<{ readonly text: string; readonly offsets: ReadonlyMap<string, number> }> {
  const offsets = new Map(after);
  let text = '';
  for (const name of await readdir(folder).catch(() => [])) {
    const start = offsets.get(name) ?? 0;
    const file = await open(join(folder, name), 'r');
    try {
      const { size } = await file.stat();
      if (size <= start) continue;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      const whole = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      text += buffer.toString('utf8', 0, whole);
      offsets.set(name, start + whole);
    } finally {
      await file.close();
    }
  }
  return { text, offsets };
}

/** A JSON file, or undefined when it is absent or damaged: then it is made anew. */
async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function* listObjects(root: string): AsyncIterable<StoredObject> {
  for (const shard of await readdir(root).catch(() => []))
    for (const sha256 of await readdir(join(root, shard)))
      if (/^[0-9a-f]{64}$/.test(sha256)) yield { sha256, bytes: (await stat(join(root, shard, sha256))).size };
}

async function* listActions(root: string): AsyncIterable<ActionEntry> {
  for (const shard of await readdir(root).catch(() => []))
    for (const name of await readdir(join(root, shard))) {
      if (!name.endsWith('.json') || name.startsWith('.')) continue;
      const entry = await readJson<ActionEntry>(join(root, shard, name));
      if (entry !== undefined) yield entry;
    }
}

async function removeTemporary(root: string, olderThanSeconds: number): Promise<number> {
  let removed = 0;
  const limit = Date.now() - olderThanSeconds * 1000;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/^\.\d+-[0-9a-f]{16}\.tmp/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const pid = Number(/^\.(\d+)-/.exec(entry.name)?.[1]);
    const age = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
    if (isAlive(pid) && age > limit) continue;
    await remove(path);
    removed++;
  }
  return removed;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
