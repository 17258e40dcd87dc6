import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../support/umbra.ts';

interface Campaign {
  readonly seed: number;
  readonly axes: object;
  readonly tasks: Readonly<Record<string, unknown>>;
}

test('the limits of the dark-matter campaign rest on the very tasks of the campaign: what one has made is not made again', () => {
  const read = (name: string): Campaign =>
    parse(readFileSync(join(repository, 'campaigns', 'dark-matter', name), 'utf8')) as Campaign;
  const [campaign, limits] = [read('campaign.yaml'), read('limits.yaml')];
  expect(limits.seed).toBe(campaign.seed);
  expect(limits.axes).toMatchObject(campaign.axes);
  const own = [
    ...[
      'train-bdt',
      'score-bdt',
      'templates',
      'templates-bdt',
      'count-templates',
      'limits',
      'limits-cuts',
      'exclusion',
    ],
    ...['toys', 'limits-toys', 'plot-toys', 'table-toys', 'plot-limits', 'table-limits', 'report'],
  ];
  const shared = Object.keys(limits.tasks).filter((name) => !own.includes(name));
  expect(shared).toContain('dropout-sampling');
  for (const name of shared) expect(limits.tasks[name], name).toEqual(campaign.tasks[name]);
});
