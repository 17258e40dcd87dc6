import { describe, expect, test } from 'vitest';
import { isGather, linksOf, type StudyParams } from '../../schemas/index.ts';
import { planSmall, smallCampaign } from '../support/planning.ts';

/** The small campaign with `learn` as a study. */
const studied = (study: string, params = "{ layers: '${trial.layers}' }"): string =>
  smallCampaign.replace(
    'learn:\n    kind: learn',
    `learn:\n    kind: learn\n    params: ${params}\n    study:\n${study.replaceAll(/^/gm, '      ')}`,
  );
const simple = `space: { layers: { list: { length: [1, 2], of: { int: [20, 150] } } } }
trials: 12
minimise: loss`;
const plan = (text: string) => planSmall(text).tasks.find(({ id }) => id === 'learn[theory=DH]')!;

describe('a task with a study', () => {
  test('becomes one planned task with all that its result depends on, and the ports of its trials', () => {
    const { kind, version, seed, study, params, inputs } = plan(studied(simple));
    expect({ kind, version, seed, study }).toEqual({
      ...{ kind: 'study', version: 1, seed: 7 },
      study: { queue: 'gpu', parallel: 2 },
    });
    expect(params).toMatchObject({
      ...{ kind: 'learn', version: 3, params: { layers: '${trial.layers}' }, method: 'tpe', trials: 12, lag: 2 },
      objective: { output: 'loss', path: [], goal: 'minimise', take: 'best' },
    });
    expect(Object.keys(inputs)).toEqual(['events']);
    const score = planSmall(studied(simple)).tasks.find(({ id }) => id === 'score[theory=DH]')!;
    expect(score.inputs.model).toMatchObject({ output: 'model' });
  });

  test('how many run at once is part of the result only where proposals depend on results', () => {
    const params = (method: string) => plan(studied(`${simple}\nmethod: ${method}\nparallel: 5`)).params as StudyParams;
    expect(params('tpe').lag).toBe(5);
    expect(params('random').lag).toBeNull();
    expect(params('random')).toEqual({
      ...(plan(studied(`${simple}\nmethod: random\nparallel: 2`)).params as StudyParams),
    });
  });

  test('its best trials are gathered by rank, of its own axis value', () => {
    const text = studied(`${simple}\nkeep: 3`).replace(
      'total: ',
      'podium: { kind: gather, for: theory, inputs: { values: { gather: learn.loss, best: 3 } } }\n  total: ',
    );
    const podium = planSmall(text).tasks.find(({ id }) => id === 'podium[theory=LV]')!;
    const { values } = podium.inputs;
    const links = values !== undefined && isGather(values) ? values.gather : [];
    expect(links.map(({ output, attributes }) => [output, attributes])).toEqual([
      ['loss', { rank: 1 }],
      ['loss.2', { rank: 2 }],
      ['loss.3', { rank: 3 }],
    ]);
    expect(new Set(links.map(({ task }) => task)).size).toBe(1);
    expect(() => planSmall(text.replace('best: 3', 'best: 4'))).toThrow(/passes on its best 3, not 4.*keep: 4/);
  });

  test('one of its best trials is gathered by its rank, which may be that of an axis', () => {
    const text = (rank: string) =>
      studied(`${simple}\nkeep: 3`)
        .replace('axes:', 'axes:\n  place: { product: { rank: [1, 3] }, id: "${rank}" }')
        .replace(
          'total: ',
          `podium: { kind: gather, for: place, inputs: { values: { gather: learn.loss, where: model == "LV", rank: ${rank} } } }\n  total: `,
        );
    const podium = planSmall(text("'${place.rank}'")).tasks.filter(({ id }) => id.startsWith('podium'));
    expect(
      podium.map(({ inputs: { values } }) =>
        values !== undefined && isGather(values)
          ? values.gather.map(({ output, attributes }) => [output, attributes])
          : [],
      ),
    ).toEqual([[['loss', { rank: 1 }]], [['loss.3', { rank: 3 }]]]);
    expect(() => planSmall(text('4'))).toThrow(/passes on its best 3, not 4/);
    expect(() => planSmall(text("'${place.id}'"))).toThrow(/rank/);
    expect(() => planSmall(text('1, best: 2'))).toThrow(/either/);
  });

  test('a task takes its best parameters, after it and checked against what it may find', () => {
    const final = (params: string) =>
      studied(simple).replace(
        'score:',
        `final: { kind: learn, for: theory, best_of: learn, params: ${params}, inputs: { events: { gather: read.events } } }\n  score:`,
      );
    const { tasks } = planSmall(final('{}'));
    const index = tasks.findIndex(({ id }) => id === 'final[theory=LV]');
    const study = tasks.findIndex(({ id }) => id === 'learn[theory=LV]');
    expect(tasks[index]?.bestOf).toEqual({ task: study, output: 'best' });
    expect(linksOf(tasks[index]!).map(({ task }) => task)).toContain(study);
    expect(study).toBeLessThan(index);
    expect(() => planSmall(final('{ layers: 3 }'))).toThrow(/layers: .*expected array/);
    expect(() => planSmall(final('{}').replace('best_of: learn', 'best_of: score'))).toThrow(/'score' is no study/);
  });

  test('one hyperparameter may stand in another one, and a list in a list', () => {
    const text = studied(
      `space:
  first: { list: { length: [0, 2], of: '\${trial.units}' } }
  units: { int: [20, 150] }
trials: 12
minimise: loss`,
      "{ layers: ['...${trial.first}', 49] }",
    );
    expect(plan(text).params).toMatchObject({ params: { layers: ['...${trial.first}', 49] } });
    expect(() => plan(text.replace("of: '${trial.units}", "of: '${trial.uints}"))).toThrow(/no attribute 'uints'/);
    expect(() => plan(text.replace("['...${trial.first}', 49]", "['...${trial.first}', '...${trial.units}']"))).toThrow(
      /campaign\.yaml:\d+.*is no list/,
    );
  });

  test('its method and number of trials may be attributes of the axis', () => {
    const text = studied(simple.replace('trials: 12', 'trials: 12\nmethod: ${theory.search}')).replace(
      'product: { model: [DH, LV] }',
      'product: { model: [DH, LV], search: [random] }',
    );
    expect((plan(text).params as StudyParams).method).toBe('random');
    expect(() => planSmall(text.replace('search: [random]', 'search: [guess]'))).toThrow(
      /no search method 'guess'.*random/,
    );
  });
});

describe('what is wrong in a study is told at planning, with its line', () => {
  test.each([
    [
      'an unused hyperparameter',
      studied(simple.replace('{ layers', '{ rate: { float: [0, 1] }, layers')),
      /'rate' is not used/,
    ],
    ['one that is not there', studied(simple, "{ layers: '${trial.units}' }"), /trial has no attribute 'units'/],
    [
      'a value that the kind refuses',
      studied(simple.replace('{ int: [20, 150] }', '{ choice: [a, b] }')),
      /layers\.0: .*expected number/,
    ],
    ['no objective', studied(simple.replace('minimise: loss', 'keep: 1')), /`minimise` or to `maximise`/],
    ['an objective that is no output', studied(simple.replace('loss', 'auc')), /no output 'auc'.*loss/],
    ['an objective that is a file', studied(simple.replace('minimise: loss', 'minimise: model')), /'model' is a file/],
    ['hyperband without a resource', studied(`${simple}\nmethod: hyperband`), /there is no resource/],
    [
      'a resource that the kind has not',
      studied(`${simple}\nmethod: hyperband\nresource: { param: epochs, most: 9 }`),
      /does not take epochs/,
    ],
    [
      'a grid of a continuous range',
      studied(simple.replace('{ int: [20, 150] }', '{ float: [20, 150] }') + '\nmethod: grid'),
      /cannot take all values/,
    ],
    ['an empty range', studied(simple.replace('[20, 150]', '[150, 20]')), /space, layers/],
    ['more kept than tried', studied(`${simple}\nkeep: 13`), /keeps 13 of 12 trials/],
    [
      'an unknown evaluation',
      studied(`${simple}\nevaluate: { kind: scoer }`),
      /no task kind 'scoer' \(did you mean 'score'\?\)/,
    ],
    [
      'an evaluation that lacks an input',
      studied(
        `${simple.replace('minimise: loss', 'maximise: auc')}\nevaluate: { kind: score, inputs: { model: trial.model } }`,
      ),
      /no input 'evaluate.events'/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => planSmall(text)).toThrow(message);
    expect(() => planSmall(text)).toThrow(/campaign\.yaml:\d+/);
  });
});
