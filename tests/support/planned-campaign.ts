import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { PlannedTask } from '../../schemas/index.ts';
import { prepareCampaign } from '../../workers/preparation/index.ts';
import { repository } from './umbra.ts';

export const campaignFolder = (name: string): string => join(repository, 'campaigns', name);

/** The tasks of a campaign that comes with Umbra, in one of its profiles. Hashes of its files are remembered within the suite. */
export function plannedCampaign(name: string): (profile: string) => Promise<readonly PlannedTask[]> {
  let state = '';
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), `umbra-${name}-`));
  });
  afterAll(() => rm(state, { recursive: true }));
  return async (profile) =>
    (await prepareCampaign({ path: join(campaignFolder(name), 'campaign.yaml'), profile }, state)).plan.tasks;
}

const documentKinds = ['table', 'plot-curves', 'plot-matrix', 'plot-distributions', 'study-report'];

/** The second column of the README's tables names every table and figure that the tasks make, and no other. */
export async function expectReadmeNames(name: string, tasks: readonly PlannedTask[]): Promise<void> {
  const made = tasks.flatMap(({ kind, params }) =>
    documentKinds.includes(kind) ? [(params as { readonly name: string }).name] : [],
  );
  const readme = await readFile(join(campaignFolder(name), 'README.md'), 'utf8');
  const comparisons = readme.split('\n').flatMap((line) => /^\| [^|]+ \| ([^|]+) \|/.exec(line)?.[1] ?? []);
  const named = comparisons.flatMap((cell) => [...cell.matchAll(/`([a-z0-9_]+)\*?`/g)].map(([, one = '']) => one));
  expect(made.filter((whole) => !named.some((one) => one === whole || one.startsWith(`${whole}_`)))).toEqual([]);
  expect(named.filter((one) => !made.some((whole) => one === whole || one.startsWith(`${whole}_`)))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
}
