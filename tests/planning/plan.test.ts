import { describe, expect, test } from 'vitest';
import { isGather, linksOf, type Plan } from '../../schemas/index.ts';
import { planSmall, smallCampaign, smallCatalogue } from '../support/planning.ts';

const task = (plan: Plan, id: string) => {
  const found = plan.tasks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no task ${id} among ${plan.tasks.map((one) => one.id).join(', ')}`);
  return found;
};

describe('a campaign becomes task instances', () => {
  test('one for each value of the axis, each after those it reads from', () => {
    const plan = planSmall();
    expect(plan.tasks.map(({ id }) => id)).toEqual([
      'read[sample=1]',
      'read[sample=2]',
      'read[sample=3]',
      'read[sample=4]',
      'learn[theory=DH]',
      'learn[theory=LV]',
      'score[theory=DH]',
      'score[theory=LV]',
      'total',
    ]);
    plan.tasks.forEach((one, index) => {
      for (const link of linksOf(one)) expect(link.task).toBeLessThan(index);
    });
  });

  test('references take the type of what they refer to; an absent optional one is null', () => {
    const plan = planSmall();
    expect(task(plan, 'read[sample=2]').params).toEqual({ tree: 'events', weight: 130 });
    expect(task(plan, 'read[sample=1]').params).toEqual({ tree: 'events', weight: null });
  });

  test('a gather takes what its condition holds for, with the attributes asked for', () => {
    const { events } = task(planSmall(), 'learn[theory=DH]').inputs;
    expect(events !== undefined && isGather(events) ? events.gather : []).toEqual([
      { task: 0, output: 'events', attributes: { kind: 'background' } },
      { task: 1, output: 'events', attributes: { kind: 'signal' } },
      { task: 2, output: 'events', attributes: { kind: 'signal' } },
    ]);
  });

  test('a pick takes the one value of another axis that its condition holds for', () => {
    const picking = (where: string): string =>
      smallCampaign.replace(
        'report:',
        `  best: { kind: score, for: sample, inputs: { events: { gather: read.events }, model: { pick: learn.model, where: '${where}' } } }
report:`,
      );
    const plan = planSmall(picking('model == default(sample.model, "DH")'));
    const picked = ['1', '2', '4'].map((sample) => task(plan, `best[sample=${sample}]`).inputs.model);
    expect(picked.map((input) => plan.tasks[(input as { task: number }).task]?.id)).toEqual([
      'learn[theory=DH]',
      'learn[theory=DH]',
      'learn[theory=LV]',
    ]);
    expect(() => planSmall(picking('model == sample.model'))).toThrow(/holds for no theory where sample is 1/);
    expect(() => planSmall(picking('model != "EFT"'))).toThrow(/holds for 2 theory \(DH, LV\).*exactly one/);
  });

  test('a list gathers of several tasks, one after the other, with or without attributes', () => {
    const plan = planSmall(
      smallCampaign
        .replace(
          '{ gather: score.auc, optional: true }',
          '[total_of_one.sum, { gather: score.auc, with: [model], optional: true }]',
        )
        .replace('report:', '  total_of_one: { kind: gather, inputs: { values: { gather: learn.loss } } }\nreport:'),
    );
    const { values } = task(plan, 'total').inputs;
    const gathered = values !== undefined && isGather(values) ? values : undefined;
    expect(gathered?.gather.map(({ task: index }) => plan.tasks[index]?.id)).toEqual([
      'total_of_one',
      'score[theory=DH]',
      'score[theory=LV]',
    ]);
    expect(gathered?.gather.map(({ attributes }) => attributes?.model)).toEqual([undefined, 'DH', 'LV']);
    expect(gathered?.optional).toBe(true);
    expect(() => planSmall(smallCampaign.replace('model: learn.model', 'model: [learn.model]'))).toThrow(
      /takes one artifact/,
    );
  });

  test('an attribute to carry that no sample has is an error, unless it is marked as optional', () => {
    const { events } = task(
      planSmall(smallCampaign.replace('with: [kind]', 'with: [kind, colour?]')),
      'learn[theory=DH]',
    ).inputs;
    const [first] = events !== undefined && isGather(events) ? events.gather : [];
    expect(first?.attributes).toEqual({ kind: 'background', colour: null });
  });

  test('derived attributes take the first rule that holds, and null where none does', () => {
    const regions = planSmall()
      .tasks.filter(({ name }) => name === 'read')
      .map(({ axis }) => axis?.attributes.region);
    expect(regions).toEqual([null, 'low', 'high', 'low']);
  });

  test('the values of a product may have derived attributes too', () => {
    const derived = '    derive: { dark: { choose: { yes: model == "DH", no: model == "LV" } } }\n    group: true';
    const plan = planSmall(smallCampaign.replace('id: ${model}\n    group: true', `id: \${model}\n${derived}`));
    const values = plan.tasks.filter(({ name }) => name === 'learn').map(({ axis }) => axis?.attributes);
    expect(values).toEqual([
      { model: 'DH', dark: 'yes' },
      { model: 'LV', dark: 'no' },
    ]);
  });

  test('only seeded kinds carry the seed; tasks of a grouped axis carry their group', () => {
    const plan = planSmall();
    expect(task(plan, 'learn[theory=DH]')).toMatchObject({ seed: 7, group: 'theory=DH' });
    expect(task(plan, 'read[sample=1]').seed).toBeUndefined();
    expect(task(plan, 'read[sample=1]').group).toBeUndefined();
  });

  test('comments, order of keys and quoting change nothing', () => {
    const rewritten = `# a remark\n${smallCampaign}`
      .replace('kind: learn\n    for: theory', 'for: "theory" # each\n    kind: learn')
      .replace('seed: 7\n', '')
      .replace('report: total.sum\n', 'report: total.sum\nseed: 7\n');
    expect(planSmall(rewritten)).toEqual(planSmall());
  });

  test('a sample more adds one task for it and touches only what gathers it', () => {
    const more = planSmall(smallCampaign, {
      ...smallCatalogue,
      samples: [...smallCatalogue.samples, { file: 's5.root', dsid: 5, kind: 'signal', model: 'LV', mass_gev: 400 }],
    });
    const before = planSmall();
    const shape = (plan: Plan, id: string) => linksOf(task(plan, id)).map((link) => plan.tasks[link.task]?.id);
    expect(shape(more, 'learn[theory=DH]')).toEqual(shape(before, 'learn[theory=DH]'));
    expect(shape(more, 'learn[theory=LV]')).toEqual([...shape(before, 'learn[theory=LV]'), 'read[sample=5]']);
  });
});

describe('mistakes are told with line and column and what to do', () => {
  const broken = (from: string, to: string) => () => planSmall(smallCampaign.replace(from, to));
  test.each([
    [
      'an unknown task kind',
      'kind: learn\n',
      'kind: lern\n',
      /campaign\.yaml:17:11: there is no task kind 'lern' \(did you mean 'learn'\?\)/,
    ],
    ['an unknown parameter', "weight: '${sample.mass_gev?}'", 'wait: 3', /campaign\.yaml:15:.*wait/],
    [
      'a parameter of the wrong type',
      "weight: '${sample.mass_gev?}'",
      'weight: heavy',
      /campaign\.yaml:15:\d+: tasks\.read\.params\.weight/,
    ],
    ['an unknown axis', 'for: sample', 'for: samples', /there is no axis 'samples' \(did you mean 'sample'\?\)/],
    [
      'an unknown task',
      'model: learn.model',
      'model: lear.model',
      /there is no task 'lear' \(did you mean 'learn'\?\)/,
    ],
    ['an unknown output', 'model: learn.model', 'model: learn.net', /has no output 'net'.*one of model, loss/],
    ['an unknown input', 'inputs: { model: learn.model,', 'inputs: { network: learn.model,', /no input 'model'/],
    ['an input of another type', 'model: learn.model', 'model: learn.loss', /takes a file; learn\.loss is a json/],
    [
      'one artifact where many are read',
      'events: { gather: read.events, where: \'kind == "background"\' }',
      'events: read.events',
      /takes many artifacts/,
    ],
    ['an unknown attribute to carry', 'with: [kind]', 'with: [colour]', /no attribute 'colour'/],
    [
      'an unknown reference',
      '${sample.mass_gev?}',
      '${sample.mass}',
      /sample has no attribute 'mass'.*\$\{sample\.mass\?\}/,
    ],
    ['a condition that does not parse', 'kind == "background" or', 'kind = "background" or', /campaign\.yaml:20:\d+/],
    ['a condition on an unknown name', 'model == theory.model', 'modell == theory.model', /modell/],
    [
      'a report that is no output',
      'report: total.sum',
      'report: total.page',
      /campaign\.yaml:\d+.*'total\.page' is no output/,
    ],
    ['an unknown field', 'seed: 7', 'sead: 7', /campaign\.yaml:2:\d+.*sead/],
    ['YAML that is none', 'axes:', 'axes: [', /campaign\.yaml:\d+:\d+/],
  ])('%s', (_, from, to, message) => {
    expect(broken(from, to)).toThrow(message);
    expect(broken(from, to)).toThrow(expect.objectContaining({ name: 'InputError' }) as Error);
  });

  test('a cycle names its tasks', () => {
    const cycle = smallCampaign.replace(
      'total: { kind: gather, inputs: { values: { gather: score.auc, optional: true } } }',
      'total: { kind: gather, inputs: { values: { gather: other.sum } } }\n  other: { kind: gather, inputs: { values: { gather: total.sum } } }',
    );
    expect(() => planSmall(cycle)).toThrow(/depend on each other: total <- other <- total/);
  });

  test('two samples with one dsid name both files', () => {
    const [first] = smallCatalogue.samples;
    const twice = { ...smallCatalogue, samples: [...smallCatalogue.samples, { ...first, file: 'copy.root' }] };
    expect(() => planSmall(smallCampaign, twice as typeof smallCatalogue)).toThrow(
      /two values '1': b1\.root and copy\.root/,
    );
  });
});
