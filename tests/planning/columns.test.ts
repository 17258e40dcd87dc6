import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { planCampaign, readCampaign } from '../../planning/index.ts';
import type { Catalogue, Plan } from '../../schemas/index.ts';
import { builtInKinds } from '../../workers/built-in-kinds.ts';
import { repository } from '../support/umbra.ts';

const folder = join(repository, 'campaigns', 'dark-matter');
const text = readFileSync(join(folder, 'campaign.yaml'), 'utf8');
let catalogue: Catalogue;
beforeAll(() => {
  catalogue = JSON.parse(readFileSync(join(folder, 'data', 'samples.json'), 'utf8')) as Catalogue;
});

const planned = (from: string, to: string): Plan => {
  expect(text).toContain(from);
  const campaign = readCampaign(text.replace(from, to), 'campaign.yaml');
  return planCampaign({ campaign, catalogue, dataFolder: folder, kinds: builtInKinds });
};
/** 1-based place of the `word` in the changed text. */
const placeOf = (from: string, to: string, word: string): string => {
  const changed = text.replace(from, to);
  const before = changed.slice(0, changed.indexOf(word)).split('\n');
  return `campaign.yaml:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
};

describe('columns are followed through the plan', () => {
  test.each([
    ['a cut', 'keep: mll > 120', 'keep: mlll > 120', /'mlll'.*Did you mean 'mll'/],
    ['a feature', 'dphi_closelep_met, ht, rt', 'dphi_closelep_met, htt, rt', /'htt' to learn from.*Did you mean 'ht'/],
    [
      'an event number',
      'by: [dsid, particle_event]',
      'by: [dsid, particle_evnt]',
      /'particle_evnt' \(split reads them\)/,
    ],
    ['a channel', 'variants: { mll_below_150: mll < 150 }', 'variants: { mll_below_150: mm < 150 }', /'mm'/],
  ])('%s of a name that no table will have is told where it stands, before anything runs', (_, from, to, message) => {
    const wrong = /mlll > 120|htt|particle_evnt|mm < 150/.exec(to)?.[0] ?? '';
    expect(() => planned(from, to)).toThrow(message);
    expect(() => planned(from, to)).toThrow(placeOf(from, to, wrong));
  });

  test('the campaign as it is can be planned', () => {
    expect(planned('# ', '# ').tasks.length).toBeGreaterThan(500);
  });
});
