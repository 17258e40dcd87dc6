import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normal, randomStream } from '../../science/learning/random.ts';
import { createUmbra, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
let folder = '';
beforeAll(async () => {
  umbra = await createUmbra();
  folder = await mkdtemp(join(tmpdir(), 'umbra-new-'));
});
afterAll(async () => {
  await umbra.remove();
  await rm(folder, { recursive: true });
});

describe('umbra new', () => {
  test('a CSV file becomes a campaign that runs to a report, with figures of a trained network', async () => {
    const stream = randomStream(1, 'events');
    const lines = Array.from({ length: 1500 }, (_, row) => {
      const label = row % 2;
      return [label, normal(stream) + label, normal(stream), Math.floor(4 * stream.uniform())].join(',');
    });
    const file = join(folder, 'events.csv');
    await writeFile(file, `label,x,y,n\n${lines.join('\n')}\n`);
    const made = await umbra.run('new', 'mine', '--from', file, '--into', folder);
    expect(made.stderr).toBe('');
    expect(made.stdout).toContain("told apart by the column 'label'");
    const ran = await umbra.run('run', join(folder, 'mine'), '--quiet');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/auc +0\.[6-9]/);
    const again = await umbra.run('run', join(folder, 'mine'), '--quiet', '--json');
    const { tables } = JSON.parse(again.stdout) as { tables: { name: string }[] };
    expect(tables.map(({ name }) => name)).toEqual(['cutflow', 'figures_of_merit']);
  }, 180_000);
});
