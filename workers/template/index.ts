import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../../schemas/index.ts';
import { campaignText } from './campaign-text.ts';
import { inspectFile } from './inspect.ts';
import { combine, type TemplateData } from './samples.ts';

export type { TemplateData } from './samples.ts';

/**
 * Writes a campaign for a person's own files into a new folder: `campaign.yaml` and `data/samples.json`, with links to the files beside
 * it. What is guessed (which file is signal, which column a label) stands there to be corrected.
 * @throws InputError `exists` where the folder has files, and those of the inspection
 */
export async function writeTemplate(name: string, folder: string, files: readonly string[]): Promise<TemplateData> {
  if (!/^[a-z][a-z0-9_-]*$/.test(name))
    throw new InputError('name', `'${name}' is no name for a campaign`, {
      expected: 'lower-case letters, digits, - and _, the first a letter',
    });
  const there = await readdir(folder).catch((): string[] => []);
  if (there.length > 0)
    throw new InputError('exists', 'this folder is not empty', {
      place: { file: folder },
      mend: 'choose another name, or remove it first',
    });
  const data = combine(await Promise.all(files.map(inspectFile)));
  await mkdir(join(folder, 'data'), { recursive: true });
  const samples = await Promise.all(
    data.samples.map(async ({ rows, ...sample }, index) => {
      const path = resolve(files[index] ?? '');
      await symlink(path, join(folder, 'data', sample.file));
      return { ...sample, ...(rows === undefined ? {} : { entries: rows }), sha256: await hashOf(path) };
    }),
  );
  const catalogue = `{\n "samples": [\n${samples.map((sample) => `  ${JSON.stringify(sample)}`).join(',\n')}\n ]\n}\n`;
  await writeFile(join(folder, 'data', 'samples.json'), catalogue);
  await writeFile(join(folder, 'campaign.yaml'), campaignText(name, data));
  return data;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest('hex');
}
