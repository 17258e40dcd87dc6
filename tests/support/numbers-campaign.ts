import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomStream } from '../../science/learning/random.ts';
import { repository } from './umbra.ts';

export const numbersCampaign = join(repository, 'tests', 'fixtures', 'retraining', 'campaign.yaml');
export const numbersPlugin = join(repository, 'tests', 'fixtures', 'retraining', 'kinds.mjs');

export interface NumbersSample {
  readonly dsid: number;
  readonly kind: 'signal' | 'background';
  readonly region?: 'low' | 'high';
  readonly events: number;
  /** Written in place of the events. */
  readonly text?: string;
}

/** A data folder for tests/fixtures/retraining: normal numbers around 1 for signal, around 0 for background. */
export async function writeSamples(folder: string, samples: readonly NumbersSample[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const { dsid, kind, events, text } of samples) {
    const { uniform } = randomStream(dsid, 'numbers');
    const shift = kind === 'signal' ? 1 : 0;
    const values = Array.from({ length: events }, () =>
      (shift + Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())).toFixed(6),
    );
    await writeFile(join(folder, `${dsid}.txt`), text ?? `EVENTS\n${values.join('\n')}\n`);
  }
  const entries = samples.map(({ dsid, kind, region }) => ({
    file: `${dsid}.txt`,
    dsid,
    kind,
    region: region ?? null,
  }));
  await writeFile(join(folder, 'samples.json'), JSON.stringify({ samples: entries }));
  return folder;
}

export const firstSamples: readonly NumbersSample[] = [
  { dsid: 1, kind: 'background', events: 400 },
  { dsid: 11, kind: 'signal', region: 'low', events: 300 },
  { dsid: 12, kind: 'signal', region: 'high', events: 300 },
];

/** A copy of the campaign in a folder of its own, changed; its plugin stays where it is. */
export async function copyNumbers(folder: string, change: (yaml: string) => string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'campaign.yaml');
  await writeFile(path, change((await readFile(numbersCampaign, 'utf8')).replace('kinds.mjs', numbersPlugin)));
  return path;
}
