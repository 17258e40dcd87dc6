import { describe, expect, test } from 'vitest';
import type { StudyParams } from '../../schemas/index.ts';
import { expectReadmeNames, plannedCampaign } from '../support/planned-campaign.ts';

describe('single-top-tuning', () => {
  const tasksOf = plannedCampaign('single-top-tuning');

  test.each([
    ['quick', 16, 54, 12],
    ['full', 100, 3000, 100],
  ])(
    'profile %s: grids, and three searches of %i trials of up to %i epochs, three executions each; AutoML of %i trainings',
    async (profile, trials, most, trainings) => {
      const tasks = await tasksOf(profile);
      const studies = tasks.filter(({ kind }) => kind === 'study').map(({ params }) => params as StudyParams);
      expect(studies.map(({ method }) => method).sort()).toEqual(['grid', 'grid', 'hyperband', 'random', 'tpe']);
      for (const study of studies) {
        expect(study.executions).toBe(3);
        expect(study.params).toMatchObject({ epochs: most });
        if (study.method !== 'grid') expect(study.trials).toBe(trials);
      }
      expect(tasks.find(({ kind }) => kind === 'automl')?.params).toMatchObject({ budget: { trainings } });
      expect(tasks.find(({ kind }) => kind === 'train-error-boosting')?.params).toMatchObject({
        boosting: { threshold: 0.4, raise: 1.3 },
      });
    },
  );

  test('the README has every table and figure of the report, and the report every one of the README', async () => {
    await expectReadmeNames('single-top-tuning', await tasksOf('quick'));
  });
});
