import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ingestCsv } from '../../activities/ingest-csv/index.ts';
import { ingestEventsCsv } from '../../activities/ingest-events-csv/index.ts';
import type { Table } from '../../schemas/index.ts';
import { prepareCampaign } from '../../workers/preparation/index.ts';
import { columnValues, fileInput, runTask } from '../support/run-task.ts';
import { repository } from '../support/umbra.ts';

const data = (name: string) => fileInput(join(repository, 'campaigns/ttbar-resonances/data', name));

describe('the files of ttbar-resonances', () => {
  test('HEPMASS training events by label and mass, as awk counts them', async () => {
    const { outputs } = await runTask(ingestCsv, {
      params: { columns: ['label', 'f26', 'mass'], entries: 26248 },
      inputs: { source: data('all_train.csv.gz') },
    });
    const [label, mass] = ['label', 'mass'].map((name) => columnValues(outputs.events as Table, name).map(Number));
    const counted: Record<string, number> = {};
    label?.forEach((one, row) => {
      const key = `${one} ${mass?.[row] ?? ''}`;
      counted[key] = (counted[key] ?? 0) + 1;
    });
    expect(counted).toEqual({
      '0 500': 2467,
      '0 750': 2482,
      '0 1000': 2548,
      '0 1250': 2518,
      '0 1500': 2591,
      '1 500': 2711,
      '1 750': 2679,
      '1 1000': 2716,
      '1 1250': 2824,
      '1 1500': 2712,
    });
  });

  test('DarkMachines objects, as a few lines of Python count and add them', async () => {
    const { outputs } = await runTask(ingestEventsCsv, {
      params: {
        process: 'ttbar',
        entries: 4144,
        objects: {
          jet: { types: ['j', 'b'], branches: ['pt', 'btag'], sort: 'pt', keep: 6 },
          lep: { types: ['e-', 'e+', 'm-', 'm+'], branches: ['pt'], keep: 2 },
          photon: { types: ['g'], branches: ['pt'], keep: 1 },
        },
      },
      inputs: { source: data('ttbar_a.csv.gz') },
    });
    const total = (...names: string[]) =>
      names
        .flatMap((name) => columnValues(outputs.events as Table, name).map(Number))
        .reduce((sum, value) => sum + value, 0);
    expect([total('n_jet'), total('n_lep'), total('n_photon'), total('jet1_btag')]).toEqual([21489, 1239, 70, 1523]);
    const slots = [1, 2, 3, 4, 5, 6].map((slot) => `jet${slot}_pt`);
    expect(total(...slots)).toBeCloseTo(1426482.1598, 4);
  });
});

describe('the report of ttbar-resonances', () => {
  test.each(['quick', 'full'])(
    '%s: no figure is left over, and the README names each of them and no other',
    async (profile) => {
      const state = await mkdtemp(join(tmpdir(), 'umbra-ttbar-'));
      try {
        const folder = join(repository, 'campaigns/ttbar-resonances');
        const { plan } = await prepareCampaign({ path: join(folder, 'campaign.yaml'), profile }, state);
        const page = plan.tasks.find(({ kind }) => kind === 'report-page');
        const { sections } = page?.params as { sections: { show: string[] }[] };
        const shown = sections.flatMap(({ show }) => show);
        const made = plan.tasks
          .filter(({ kind }) => ['table', 'plot-curves', 'plot-matrix', 'plot-distributions'].includes(kind))
          .map(({ params }) => (params as { name: string }).name);
        const stem = (name: string) => name.replace(/_\*$/, '');
        expect(made.filter((name) => !shown.some((one) => stem(one) === name || one.startsWith(`${name}_`)))).toEqual(
          [],
        );
        const readme = await readFile(join(folder, 'README.md'), 'utf8');
        const named = readme
          .split('\n')
          .filter((line) => line.startsWith('| '))
          .flatMap((line) => [...(line.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''));
        expect(shown.filter((name) => !named.includes(name))).toEqual([]);
        expect(
          named.filter(
            (name) => !shown.some((one) => one === name || (one.endsWith('*') && name.startsWith(one.slice(0, -1)))),
          ),
        ).toEqual([]);
      } finally {
        await rm(state, { recursive: true });
      }
    },
  );
});
