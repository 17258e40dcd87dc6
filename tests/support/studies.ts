import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionEntry, RunEvent } from '../../schemas/index.ts';
import { repository, type Umbra } from './umbra.ts';

const fixtures = join(repository, 'tests', 'fixtures', 'studies');

/** Writes a campaign of the fixtures, changed, into the state folder; its path. */
export async function studyCampaign(
  umbra: Umbra,
  name: string,
  change: (text: string) => string = (text) => text,
): Promise<string> {
  const path = join(umbra.state, name);
  const text = await readFile(join(fixtures, name), 'utf8');
  await writeFile(path, change(text.replace('kinds.mjs', join(fixtures, 'kinds.mjs'))));
  return path;
}

/** What the store says of a task of the newest run. */
export async function actionEntry(umbra: Umbra, task: string): Promise<ActionEntry> {
  const key = (await umbra.records()).at(-1)?.tasks[task]?.key ?? '';
  return (await readJson(umbra, 'actions', key, '.json')) as ActionEntry;
}

/** An output of a task of the newest run. */
export async function outputJson(umbra: Umbra, task: string, output: string): Promise<unknown> {
  return readJson(umbra, 'objects', (await actionEntry(umbra, task)).outputs[output]?.parts[0]?.sha256 ?? '');
}

async function readJson(umbra: Umbra, folder: string, name: string, extension = ''): Promise<unknown> {
  const path = join(umbra.state, 'store', folder, name.slice(0, 2), name + extension);
  return JSON.parse(await readFile(path, 'utf8')) as unknown;
}

/** Trials that were started, by id; one that was started twice is there twice. */
export const started = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.event === 'started' && event.trial !== undefined ? [event.trial] : [])).sort();
