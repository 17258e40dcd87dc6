import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareCampaign } from '../../workers/preparation/index.ts';
import { writeTemplate } from '../../workers/template/index.ts';
import { inspectFile } from '../../workers/template/inspect.ts';
import { inputError } from '../support/failure.ts';
import { repository } from '../support/umbra.ts';

const data = (campaign: string, file: string): string => join(repository, 'campaigns', campaign, 'data', file);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-template-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

/** Writes a template and plans it: every task and parameter is then known to be in order. */
async function plan(name: string, files: readonly string[]) {
  const written = await writeTemplate(name, join(folder, name), files);
  const { plan: planned } = await prepareCampaign({ path: join(folder, name, 'campaign.yaml') }, folder);
  return { written, kinds: [...new Set(planned.tasks.map(({ kind }) => kind))] };
}

describe('umbra new', () => {
  test('plans a campaign for ROOT files: the largest tree, objects with their fields, kinds by name', async () => {
    const copy = await write('signal_dh.root', await readFile(data('dark-matter', '200001.root')));
    const { written, kinds } = await plan('from-root', [copy, data('dark-matter', '110200.root')]);
    expect(written).toMatchObject({ format: 'root', tree: 'events', weight: 'mc_weight', event: 'event' });
    expect(written.objects.lep).toEqual(['pt', 'eta', 'phi', 'charge', 'flavour', 'isTight']);
    expect(written.samples.map(({ name, kind }) => [name, kind])).toEqual([
      ['signal_dh', 'signal'],
      ['110200', 'background'],
    ]);
    expect(kinds).toEqual(expect.arrayContaining(['ingest', 'train', 'evaluate', 'report-page']));
  });

  test('plans one for a CSV file with a label, and one for Parquet files', async () => {
    const csv = await plan('from-csv', [data('ttbar-resonances', 'all_test.csv.gz')]);
    expect(csv.written).toMatchObject({ format: 'csv', label: 'label', event: undefined });
    expect(csv.kinds).toContain('ingest-csv');
    const parquet = await plan(
      'from-parquet',
      ['VLQ_1000', 'bkg_WZ'].map((name) => data('transferability', `${name}.parquet`)),
    );
    expect(parquet.written).toMatchObject({ format: 'parquet', weight: 'gen_weight' });
    expect(parquet.kinds).toContain('ingest-parquet');
  });

  test('plans one for DarkMachines events; without a second class nothing is trained', async () => {
    const both = await plan(
      'from-events',
      ['stop_02', 'ttbar_a'].map((name) => data('ttbar-resonances', `${name}.csv.gz`)),
    );
    expect(both.written.format).toBe('events-csv');
    expect(both.kinds).toContain('train');
    const one = await plan('one-class', [data('ttbar-resonances', 'ttbar_a.csv.gz')]);
    expect(one.kinds).not.toContain('train');
  });

  test('tells columns of numbers, whole numbers and text apart, compressed or not', async () => {
    const text = '"a";n;word\n1.5;3;x\n;4;y\n';
    const [plain, packed] = [await write('plain.csv', text), await write('packed.csv.gz', gzipSync(text))];
    const found = await inspectFile(plain);
    expect(found.columns).toEqual([
      { name: 'a', type: 'number' },
      { name: 'n', type: 'integer' },
      { name: 'word', type: 'text' },
    ]);
    expect((await inspectFile(packed)).columns).toEqual(found.columns);
  });

  test('says what is wrong: no such file, no format it knows, files that do not fit together, a folder in use', async () => {
    const into = join(folder, 'wrong');
    const failing = (files: readonly string[], name = 'wrong') => inputError(writeTemplate(name, into, files));
    expect((await failing([join(folder, 'none.csv')])).code).toBe('missing-file');
    expect((await failing([await write('numbers.csv', '1,2\n3,4\n')])).message).toMatch(/holds no names/);
    expect((await failing([await write('prose.txt', 'hello\n')])).code).toBe('unknown-format');
    const csv = await write('a.csv', 'a,b\n1,2\n');
    expect((await failing([csv, data('transferability', 'bkg_WZ.parquet')])).code).toBe('mixed-formats');
    expect((await failing([csv, await write('c.csv', 'c,d\n1,2\n')])).code).toBe('no-common-columns');
    expect((await failing([csv], 'Wrong Name')).code).toBe('name');
    await write('from-csv-again', '');
    expect((await inputError(writeTemplate('from-csv', join(folder, 'from-csv'), [csv]))).code).toBe('exists');
  });
});
