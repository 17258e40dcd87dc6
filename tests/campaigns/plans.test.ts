import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareCampaign } from '../../workers/preparation/index.ts';
import { repository } from '../support/umbra.ts';

const campaigns = (await readdir(join(repository, 'campaigns'), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the campaigns that come with Umbra', () => {
  let state = '';
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'umbra-plans-'));
  });
  afterAll(() => rm(state, { recursive: true }));

  test.each(campaigns)('%s: every task, parameter and file of the campaign is in order', async (name) => {
    const path = join(repository, 'campaigns', name, 'campaign.yaml');
    const { plan, notices } = await prepareCampaign({ path }, state);
    expect(plan.campaign).toBe(name);
    expect(notices).toEqual([]);
    for (const task of plan.tasks)
      for (const input of Object.values(task.inputs))
        if ('file' in input) expect(input.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('single-top-tuning asks the same of its files as dark-matter: what one has read, the other finds', async () => {
    const ingested = async (name: string) =>
      (await prepareCampaign({ path: join(repository, 'campaigns', name, 'campaign.yaml') }, state)).plan.tasks
        .filter(({ kind }) => kind === 'ingest')
        .map(({ params, inputs }) => JSON.stringify([params, (inputs.source as { sha256: string }).sha256]));
    const [own, theirs] = await Promise.all(['single-top-tuning', 'dark-matter'].map(ingested));
    expect(own).toHaveLength(22);
    expect(own?.filter((task) => theirs?.includes(task) !== true)).toEqual([]);
  });
});
