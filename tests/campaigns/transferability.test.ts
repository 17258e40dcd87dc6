import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { campaignFolder, plannedCampaign } from '../support/planned-campaign.ts';

const folder = campaignFolder('transferability');

describe.each(['quick', 'full'])('transferability, profile %s', (profile) => {
  const tasksOf = plannedCampaign('transferability');

  test('one network for each signal of the catalogue, one for their sum, one for all alike', async () => {
    const tasks = await tasksOf(profile);
    const trainings = tasks.filter(({ kind }) => kind === 'train');
    const catalogue = JSON.parse(await readFile(join(folder, 'data/samples.json'), 'utf8')) as {
      samples: { name: string; kind: string }[];
    };
    const signals = catalogue.samples.filter(({ kind }) => kind === 'signal').map(({ name }) => name);
    expect(trainings.map(({ axis }) => axis?.attributes.on)).toEqual([...signals, 'sum', 'equal']);
    const gathered = trainings.map(({ inputs }) => {
      const { events } = inputs;
      return events !== undefined && 'gather' in events ? events.gather.map(({ attributes }) => attributes) : [];
    });
    gathered.forEach((samples, index) => {
      const found = samples.flatMap((one) => (one?.kind === 'signal' ? [one.process] : []));
      expect(found).toEqual(index < signals.length ? [signals[index]] : signals);
      expect(samples).toHaveLength(found.length + 8);
    });
    expect(trainings.map(({ params }) => (params as { equal_signals: string[] }).equal_signals)).toEqual(
      trainings.map((_, index) => [index === signals.length + 1 ? 'process' : 'kind']),
    );
    expect(trainings[0]?.params).toMatchObject({ epochs: profile === 'full' ? 1000 : 30 });
  });

  test('the report shows every figure, and the README names each of them and no other', async () => {
    const tasks = await tasksOf(profile);
    const page = tasks.find(({ kind }) => kind === 'report-page');
    const { sections } = page?.params as { sections: { show: string[] }[] };
    const shown = sections.flatMap(({ show }) => show);
    const matches = (name: string, pattern: string) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
    const made = tasks
      .filter(({ kind }) => kind === 'table' || kind.startsWith('plot-'))
      .map(({ params, kind }) => `${(params as { name: string }).name}${kind === 'plot-distributions' ? '_' : ''}`);
    expect(made.filter((name) => !shown.some((pattern) => matches(name, pattern)))).toEqual([]);
    expect(shown.filter((pattern) => !made.some((name) => matches(name, pattern)))).toEqual([]);
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const rows = readme.split('\n').filter((line) => line.startsWith('| '));
    const named = rows.flatMap((line) =>
      [...(line.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    expect(named.toSorted()).toEqual(shown.toSorted());
  });
});
