import { describe, expect, test } from 'vitest';
import type { Plan, TrialRun } from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import { createResolver } from '../../workers/resolver.ts';
import { trialParts, trialTasks } from '../../workers/study/trial-tasks.ts';
import { planningKinds, planSmall, smallCampaign } from '../support/planning.ts';

const plan = planSmall(
  smallCampaign
    .replace(
      'learn:\n    kind: learn',
      `learn:
    kind: learn
    timeout: 90s
    params: { layers: ['\${trial.units}'] }
    study: { space: { units: { int: [2, 9] } }, trials: 3, executions_per_trial: 2, maximise: judged.rows.value }`,
    )
    .replace(
      '  total:',
      `  tuned: { kind: score, for: theory, inputs: { model: learn.model, events: { gather: read.events } } }
  judged: { kind: judge, for: theory, inputs: { value: tuned.auc } }
  total:`,
    ),
);
const index = (of: Plan, id: string): number => of.tasks.findIndex((task) => task.id === id);
const study = index(plan, 'learn[theory=LV]');
const run: TrialRun = { trial: 2, stage: 0, execution: 1, budget: null, configuration: { units: 5 } };
// What is asked for here is in the plan.
const store = {} as Store;
const tried = trialTasks(store, planningKinds, createResolver(store, plan), study, run);

describe('the tasks of a run of a trial', () => {
  test('are the trial in the place of its study, and those that lead to the objective in their own places', () => {
    const { tasks } = tried.resolver.plan;
    expect(tried.tasks.map((task) => tasks[task]?.id)).toEqual([
      'learn[theory=LV]#2/2',
      'learn[theory=LV]#2/2:tuned',
      'learn[theory=LV]#2/2:judged',
    ]);
    expect(tried.scored).toBe(index(plan, 'judged[theory=LV]'));
    expect(tasks[tried.scored]?.inputs).toEqual(plan.tasks[tried.scored]?.inputs);
    expect(tasks[study]).toMatchObject({ kind: 'learn', params: { layers: [5] }, seed: 8, limits: { timeout: 90 } });
    // Whatever does not lead to the objective is the plan's, and is looked up once for all trials.
    const others = [...tasks.keys()].filter((task) => !tried.tasks.includes(task));
    for (const task of others) expect(tasks[task]).toBe(plan.tasks[task]);
  });

  test('are run by one activity as far as they use the same devices', () => {
    expect(trialParts(tried)).toEqual([
      { kind: 'learn', queue: 'gpu', tasks: [study] },
      { kind: 'score', queue: 'cpu', tasks: tried.tasks.slice(1) },
    ]);
  });
});
