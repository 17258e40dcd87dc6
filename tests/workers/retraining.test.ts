import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { promotionRule, type Challenge, type Plan, type PlannedTask, type PromotionRule } from '../../schemas/index.ts';
import { fingerprintOf, splitSignature } from '../../workers/retraining/fingerprint.ts';
import { judge } from '../../workers/retraining/rule.ts';
import { subPlan, validationPlan } from '../../workers/retraining/sub-plan.ts';
import { planSmall, smallCampaign, smallCatalogue } from '../support/planning.ts';

const compared = (value: number, error: number): Challenge => {
  const difference = { value, error, low: value - error, high: value + error, better: 0.5 };
  return {
    events: { signal: 10, background: 20 },
    groups: 30,
    resamples: 100,
    challenger: { auc: 0.9, significance: 1 },
    champion: { auc: 0.9 - value, significance: 1 },
    difference: { auc: difference, significance: null },
  };
};
const rule = (given: Partial<PromotionRule>): PromotionRule => promotionRule.parse({ metric: 'auc', ...given });
const decide = (
  value: number,
  error: number,
  given: Partial<PromotionRule>,
  events: readonly [number, number] = [2, 1],
) =>
  judge({
    rule: rule(given),
    challenge: compared(value, error),
    events: { challenger: events[0], champion: events[1] },
  });

describe('the rule of promotion', () => {
  test.each([
    ['better by more than the margin', 0.03, { promote: 'better' }, [1, 1], 'promoted', /better by more than 1 errors/],
    ['better, but within the margin', 0.01, { promote: 'better' }, [2, 1], 'kept', /not better by more than 1 errors/],
    [
      'within the margin with more data',
      -0.01,
      {},
      [2, 1],
      'promoted',
      /trained on more data \(2 events read against 1\)/,
    ],
    ['within the margin with as much data', 0.01, {}, [1, 1], 'kept', /trained on no more data/],
    ['worse by more than the margin, whatever the data', -0.03, {}, [9, 1], 'kept', /worse by more than 1 errors/],
    ['a wider margin', 0.03, { promote: 'better', sigma: 2 }, [1, 1], 'kept', /not better by more than 2 errors/],
  ] as const)('%s', (_, value, given, events, action, why) => {
    const verdict = decide(value, 0.02, given, events);
    expect(verdict).toEqual({ action, why: expect.stringMatching(why) as string });
    expect(verdict.why).toMatch(/AUC 0\.9 against .* difference [+-]0\.0\d+ ± 0\.02 on the same 30 test events/);
  });

  test('without a figure the champion stays', () => {
    expect(
      judge({
        rule: rule({ metric: 'significance' }),
        challenge: compared(1, 0.1),
        events: { challenger: 2, champion: 1 },
      }),
    ).toMatchObject({ action: 'kept', why: expect.stringMatching(/no significance to compare/) as string });
  });

  test('a better challenger never fares worse than a less good one', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.boolean(), (a, b, error, more) => {
        const [worse, better] = [Math.min(a, b), Math.max(a, b)];
        for (const promote of ['better', 'not-worse'] as const)
          if (decide(worse, error, { promote }, more ? [2, 1] : [1, 1]).action === 'promoted')
            expect(decide(better, error, { promote }, more ? [2, 1] : [1, 1]).action).toBe('promoted');
      }),
    );
  });
});

describe('the fingerprint', () => {
  const plan = planSmall();
  const withSource = (change: object): Plan => ({
    ...plan,
    tasks: plan.tasks.map((task) =>
      task.name === 'read'
        ? { ...task, inputs: { source: { ...task.inputs.source, ...change } } as PlannedTask['inputs'] }
        : task,
    ),
  });

  test('does not depend on where files and modules lie, nor on titles', () => {
    const elsewhere = {
      ...withSource({ file: '/elsewhere/x.root' }),
      dataFolder: '/d',
      title: 't',
      plugins: ['/p.mjs'],
    };
    expect(fingerprintOf(elsewhere, [])).toBe(fingerprintOf(plan, []));
  });

  test('depends on content, parameters, samples and what was set aside', () => {
    const aside = { sample: '9', file: '9.root', sha256: null, reason: 'gone' };
    const all = [
      fingerprintOf(plan, []),
      fingerprintOf(withSource({ sha256: 'a'.repeat(64) }), []),
      fingerprintOf(planSmall(smallCampaign.replace('seed: 7', 'seed: 8')), []),
      fingerprintOf(planSmall(smallCampaign, { ...smallCatalogue, samples: smallCatalogue.samples.slice(1) }), []),
      fingerprintOf(plan, [aside]),
      fingerprintOf(plan, [{ ...aside, sha256: 'b'.repeat(64) }]),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(fingerprintOf(plan, [{ ...aside, reason: 'in other words', file: '/x/9.root' }])).toBe(all[4]);
  });

  test('of the split is that of its parameters alone', () => {
    const task = (params: unknown): PlannedTask => ({
      ...(plan.tasks[0] as PlannedTask),
      kind: 'split',
      name: 'split',
      params,
    });
    const signature = (...params: readonly unknown[]): string => splitSignature({ ...plan, tasks: params.map(task) });
    expect(signature({ test: 2 }, { test: 2 })).toBe(signature({ test: 2 }));
    expect(signature({ test: 2 })).not.toBe(signature({ test: 3 }));
  });
});

describe('the plan that validates samples', () => {
  test('has what reads one sample alone, and nothing that gathers', () => {
    const validation = validationPlan(planSmall(), new Set(['sample']));
    expect(validation?.tasks.map(({ id }) => id)).toEqual([1, 2, 3, 4].map((dsid) => `read[sample=${dsid}]`));
    expect(validation?.campaign).toBe('small-samples');
  });

  test('follows samples that share a file through the task that reads it', () => {
    const text = smallCampaign
      .replace('  theory:', '  source: { of: sample, distinct: [file], id: "${file}" }\n  theory:')
      .replace(
        "read: { kind: read, for: sample, inputs: { source: { file: '${sample.file}' } }, params: { weight: '${sample.mass_gev?}' } }",
        "read: { kind: read, for: source, inputs: { source: { file: '${source.file}' } } }\n  pick: { kind: rows, for: sample, inputs: { events: { pick: read.events, where: 'file == sample.file' } } }",
      )
      .replaceAll('gather: read.events', 'gather: pick.events');
    const shared = {
      ...smallCatalogue,
      samples: smallCatalogue.samples.map((sample) => ({ ...sample, file: 'all.root' })),
    };
    const validation = validationPlan(planSmall(text, shared), new Set(['sample', 'source']));
    expect(validation?.tasks.map(({ name }) => name)).toEqual(['read', 'pick', 'pick', 'pick', 'pick']);
  });

  test('a smaller plan keeps links and refuses to lose what it reads from', () => {
    const plan = planSmall();
    const learn = plan.tasks.findIndex(({ id }) => id === 'learn[theory=DH]');
    expect(() => subPlan(plan, new Set([learn]))).toThrow(RangeError);
    const { tasks, indexOf } = subPlan(plan, new Set([0, 1, 2, learn]));
    expect(tasks.map(({ id }) => id)).toEqual([0, 1, 2, learn].map((index) => plan.tasks[index]?.id));
    expect(indexOf.get(learn)).toBe(3);
  });

  test('a smaller plan keeps what scores the trials of a study, and the study that parameters come from', () => {
    const text = smallCampaign
      .replace(
        'learn:\n    kind: learn',
        "learn:\n    kind: learn\n    params: { layers: ['${trial.units}'] }\n    study: { space: { units: { int: [2, 9] } }, trials: 3, maximise: score.auc }",
      )
      .replace(
        '  total:',
        '  final: { kind: learn, for: theory, best_of: learn, inputs: { events: { gather: read.events } } }\n  total:',
      );
    const plan = planSmall(text);
    const at = (id: string, tasks = plan.tasks) => tasks.findIndex((task) => task.id === `${id}[theory=LV]`);
    const { tasks } = subPlan(plan, new Set([0, 1, 2, 3, at('learn'), at('score'), at('final')]));
    expect(tasks[at('learn', tasks)]?.study?.chain).toEqual([at('score', tasks)]);
    expect(tasks[at('final', tasks)]?.bestOf?.task).toBe(at('learn', tasks));
    expect(() => subPlan(plan, new Set([0, 1, 2, 3, at('learn')]))).toThrow(RangeError);
  });
});
