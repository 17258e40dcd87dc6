import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, type ActionEntry, type RunRecord, type StoredObject } from '../schemas/index.ts';
import { commitFile, ensureFolder, temporaryName, writeWhole } from './atomic.ts';
import { openModelFiles } from './models.ts';
import { explainResources } from './resources.ts';
import { seal, sealJson, unseal, unsealJson } from './sealed.ts';
import { altered, StoreError, type Store } from './store.ts';
import { removeTemporary } from './temporary.ts';

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

  const present = async (object: StoredObject): Promise<boolean> =>
    (await stat(objectAt(object.sha256)).catch(() => undefined))?.size === object.bytes;
  const isWhole = async (entry: ActionEntry): Promise<boolean> => {
    const parts = Object.values(entry.outputs).flatMap((output) => output.parts);
    return (await Promise.all(parts.map(present))).every(Boolean);
  };
  /** Whether the object is there with the content that its name says: only then is it not written again. */
  const isIntact = async (object: StoredObject): Promise<boolean> =>
    (await present(object)) && (await describeFile(objectAt(object.sha256))).sha256 === object.sha256;
  const objectPath = async (object: StoredObject): Promise<string> => {
    const path = objectAt(object.sha256);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new StoreError('missing-object', `${path} is missing`, object.sha256);
    if (found.size !== object.bytes)
      throw new StoreError('wrong-size', `${path} has ${found.size} bytes instead of ${object.bytes}`, object.sha256);
    return path;
  };

  return {
    location: root,
    async putFile(extension, write) {
      const path = temporaryName(temporary, extension);
      return explainResources(root, async () => {
        try {
          await write(path);
          const object = await describeFile(path);
          if (await isIntact(object)) await unlink(path);
          else await commitFile(path, objectAt(object.sha256));
          return object;
        } catch (error) {
          await unlink(path).catch(() => undefined);
          throw error;
        }
      });
    },
    async putBytes(bytes) {
      const object = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
      if (!(await isIntact(object))) await writeWhole(objectAt(object.sha256), bytes);
      return object;
    },
    isWhole: present,
    objectPath,
    async readObject(object) {
      const path = await objectPath(object);
      const content = await readFile(path);
      if (createHash('sha256').update(content).digest('hex') !== object.sha256) throw altered(path, object);
      return content;
    },
    listObjects: () => listObjects(folder('objects')),
    removeObject: (sha256) => remove(objectAt(sha256)),

    getAction: (key) => readEntry(actionAt(key)),
    async putAction(entry) {
      const path = actionAt(entry.key);
      for (;;) {
        let place = linkInto;
        const first = await readEntry(path);
        if (first !== undefined && (await isWhole(first)) && !isRenewal(entry, first)) return first;
        if (first !== undefined || (await exists(path))) place = rename;
        try {
          await writeWhole(path, sealJson(entry), place);
          return entry;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      }
    },
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
      const path = join(eventsAt(run), writer);
      await explainResources(path, async () => {
        // Each time: `gc` may have taken the folder away.
        await mkdir(eventsAt(run), { recursive: true });
        await appendWhole(path, lines);
      });
    },
    readEvents: (run, after) => readEvents(eventsAt(run), after),

    getModels: models.get,
    updateModels: models.update,
    listModels: models.list,

    loadCheckpoint: async (key) => {
      const file = await readFile(checkpointAt(key)).catch(() => undefined);
      return file && unseal(file);
    },
    saveCheckpoint: (key, bytes) => writeWhole(checkpointAt(key), seal(bytes)),
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

/** Whether a task made the same outputs again, after they were lost: the entry then says when that was. */
const isRenewal = (entry: ActionEntry, first: ActionEntry): boolean =>
  entry.started > first.started && canonicalJson(entry.outputs) === canonicalJson(first.outputs);

const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Puts a finished temporary file in place unless something is there already (`EEXIST`). On a file system without hard links the last
 * writer counts.
 */
async function linkInto(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!withoutLinks.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return rename(temporary, path);
  }
  await unlink(temporary);
}

/** Adds text to a file that nobody else writes; where there is no room for all of it, none. */
async function appendWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    const { size } = await file.stat();
    try {
      await file.appendFile(text);
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  } finally {
    await file.close();
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

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

/** An entry of the action cache, or undefined when it is absent or damaged: then its task is done again. */
async function readEntry(path: string): Promise<ActionEntry | undefined> {
  return unsealJson(await readFile(path, 'utf8').catch(absent)) as ActionEntry | undefined;
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
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
      const entry = await readEntry(join(root, shard, name));
      if (entry !== undefined) yield entry;
    }
}
