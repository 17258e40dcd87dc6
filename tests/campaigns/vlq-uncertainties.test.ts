import { describe, expect, test } from 'vitest';
import type { StudyParams } from '../../schemas/index.ts';
import { expectReadmeNames, plannedCampaign } from '../support/planned-campaign.ts';

describe('vlq-uncertainties', () => {
  const tasksOf = plannedCampaign('vlq-uncertainties');

  test.each([
    ['quick', 40, 54],
    ['full', 100, 972],
  ])(
    "profile %s: three searches of %i trials over the poster's space, of up to %i epochs",
    async (profile, trials, most) => {
      const studies = (await tasksOf(profile))
        .filter(({ kind }) => kind === 'study')
        .map(({ params }) => params as StudyParams);
      expect(studies.map(({ method }) => method)).toEqual(['random', 'tpe', 'hyperband']);
      expect(studies.map((study) => study.trials)).toEqual([trials, trials, trials]);
      expect(studies[2]?.resource).toMatchObject({ param: ['epochs'], most });
      expect(Object.keys(studies[0]?.space ?? {}).sort()).toEqual([
        'batch_norm',
        'batch_size',
        'dropout',
        'hidden',
        'last',
      ]);
    },
  );

  test('the README has every table and figure of the report, and the report every one of the README', async () => {
    await expectReadmeNames('vlq-uncertainties', await tasksOf('quick'));
  });
});
