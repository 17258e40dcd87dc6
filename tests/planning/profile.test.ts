import { describe, expect, test } from 'vitest';
import { readCampaign } from '../../planning/index.ts';
import { substitute } from '../../planning/substitute.ts';

const text = `campaign: c
profiles:
  quick: { regions: [low], trees: 10, lists: [a, b], label: short }
  full: { regions: [low, high], trees: 500, lists: [c], label: long }
axes:
  region: { product: { region: '\${profile.regions}' }, id: '\${region}' }
tasks:
  t:
    kind: table
    for: region
    params:
      title: a \${profile.label} run of \${profile.trees} trees in \${region.region}
`;

describe('profiles', () => {
  test('put their values, with their types, into axes, parameters and texts', () => {
    for (const [profile, regions, title] of [
      [undefined, ['low'], 'a short run of 10 trees in ${region.region}'],
      ['full', ['low', 'high'], 'a long run of 500 trees in ${region.region}'],
    ] as const) {
      const campaign = readCampaign(text, 'c.yaml', profile);
      expect(campaign.profile).toBe(profile ?? 'quick');
      expect(campaign.file.axes.region).toMatchObject({ product: { region: regions } });
      expect(campaign.file.tasks.t?.params).toEqual({ title });
    }
  });

  test("go into a list element by element with '...', and only lists do", () => {
    const given = text.replace('title: a', "all: ['...${profile.lists}', '${profile.trees}', z]\n      title: a");
    expect(readCampaign(given, 'c.yaml').file.tasks.t?.params).toMatchObject({ all: ['a', 'b', 10, 'z'] });
    expect(readCampaign(given, 'c.yaml', 'full').file.tasks.t?.params).toMatchObject({ all: ['c', 500, 'z'] });
    const wrong = given.replace('...${profile.lists}', '...${profile.trees}');
    expect(() => readCampaign(wrong, 'c.yaml')).toThrow(/c\.yaml:\d+:\d+: .*\$\{profile\.trees\} is no list/);
  });

  test('a list of an axis or of the catalogue goes into another element by element', () => {
    const references = { catalogue: { features: ['met', 'mll'], luminosity_fb: 150 } };
    const place = () => ({ file: 'c.yaml' });
    expect(substitute(['ht', '...${catalogue.features}'], references, place)).toEqual(['ht', 'met', 'mll']);
    expect(() => substitute(['...${catalogue.luminosity_fb}'], references, place)).toThrow(/is no list/);
    expect(() => substitute(['...${catalogue.gone}'], references, place)).toThrow(/no attribute 'gone'/);
  });

  test.each([
    ['fulll', text, "c.yaml:3:3: there is no profile 'fulll' (did you mean 'full'?)"],
    ['quick', text.replace(', label: long', ''), "profile 'full' gives no value to label"],
    [
      'quick',
      text.replace('profile.trees', 'profile.tres'),
      "c.yaml:12:14: ${profile.tres}: profile has no attribute 'tres'",
    ],
    ['quick', text.replace(/profiles:\n.*\n.*\n/, ''), "there is no profile 'quick': the campaign has no profiles"],
  ])('what is wrong is told where it stands (%s)', (profile, given, message) => {
    expect(() => readCampaign(given, 'c.yaml', profile)).toThrow(message);
  });
});
