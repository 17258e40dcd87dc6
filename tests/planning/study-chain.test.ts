import { describe, expect, test } from 'vitest';
import { isGather, type PlannedTask, type StudyParams } from '../../schemas/index.ts';
import { planSmall, smallCampaign } from '../support/planning.ts';

/** The small campaign with `learn` as a study that `score`, which reads its model, judges. */
const chained = (study = 'maximise: score.auc', change: (text: string) => string = (text) => text): string =>
  change(
    smallCampaign.replace(
      'learn:\n    kind: learn',
      `learn:
    kind: learn
    params: { layers: '\${trial.layers}' }
    study:
      space: { layers: { list: { length: [1, 2], of: { int: [20, 150] } } } }
      trials: 12
${study.replaceAll(/^/gm, '      ')}`,
    ),
  );
const withRows = (text: string): string =>
  text.replace('total:', 'judged: { kind: judge, for: theory, inputs: { value: score.auc } }\n  total:');
const find = (tasks: readonly PlannedTask[], id: string): PlannedTask => tasks.find((task) => task.id === id)!;
const study = (text: string): PlannedTask & { readonly params: StudyParams } =>
  find(planSmall(text).tasks, 'learn[theory=DH]') as PlannedTask & { readonly params: StudyParams };

describe('a study whose objective is an output of another task', () => {
  test('has the tasks between in its key, what they read besides as inputs, and their places in the plan', () => {
    const { tasks } = planSmall(chained());
    const { params, inputs, study: how } = find(tasks, 'learn[theory=DH]') as ReturnType<typeof study>;
    expect(params.objective).toEqual({ task: 'score', output: 'auc', path: [], goal: 'maximise', take: 'best' });
    expect(params.chain).toEqual([
      {
        task: 'score',
        kind: 'score',
        version: 1,
        params: {},
        takes: { model: [{ at: null, from: 0, output: 'model' }] },
      },
    ]);
    expect(how?.chain?.map((index) => tasks[index]?.id)).toEqual(['score[theory=DH]']);
    expect(Object.keys(inputs)).toEqual(['events', 'score.events']);
    expect(inputs['score.events']).toEqual(find(tasks, 'score[theory=DH]').inputs.events);
  });

  test('takes tasks of other axes along, and keeps apart what a gather takes of the trial and what it does not', () => {
    const text = chained('maximise: best.sum', (whole) =>
      whole
        .replace('axes:', 'axes:\n  part: { product: { model: [DH], n: [1, 2] }, id: "${n}" }')
        .replace(
          '  total:',
          `  fixed: { kind: learn, for: theory, inputs: { events: { gather: read.events } } }
  parts:
    kind: score
    for: part
    inputs: { model: { pick: learn.model, where: model == part.model }, events: { gather: read.events } }
  best:
    kind: gather
    for: theory
    where: model == "DH"
    inputs: { values: [{ gather: fixed.loss, where: model == theory.model }, { gather: parts.auc, with: [n] }] }
  total:`,
        )
        // One of the two theories has no such judgement.
        .replace('learn:\n    kind: learn\n', 'learn:\n    kind: learn\n    where: model == "DH"\n')
        .replace('score:\n    kind: score\n', 'score:\n    kind: score\n    where: model == "DH"\n'),
    );
    const { params, inputs } = study(text);
    expect(params.chain?.map(({ task }) => task)).toEqual(['parts[part=1]', 'parts[part=2]', 'best']);
    expect(params.chain?.at(-1)?.takes).toEqual({
      values: [
        { at: 1, from: 1, output: 'auc', attributes: { n: 1 } },
        { at: 2, from: 2, output: 'auc', attributes: { n: 2 } },
      ],
    });
    const rest = inputs['best.values'];
    expect(rest !== undefined && isGather(rest) ? rest.gather.map(({ output }) => output) : []).toEqual(['loss']);
    expect(Object.keys(inputs)).toEqual(['events', 'parts[part=1].events', 'parts[part=2].events', 'best.values']);
  });

  test('stands behind what its judges read, wherever that is written', () => {
    const text = chained(undefined, (whole) =>
      whole
        .replace('score:', 'zero: { kind: read, inputs: { source: { file: z.root } } }\n  score:')
        .replace(
          `inputs: { model: learn.model, events: { gather: read.events, where: 'kind == "background"' } }`,
          'inputs: { model: learn.model, events: [zero.events] }',
        ),
    );
    const { tasks } = planSmall(text);
    const place = (id: string) => tasks.findIndex((task) => task.id === id);
    expect(place('zero')).toBeLessThan(place('learn[theory=DH]'));
  });

  test.each([
    ['a task that is not there', chained('maximise: scores.auc'), /no output 'scores' \(did you mean 'score'\?\)/],
    [
      'an output that is not there',
      chained('maximise: score.au'),
      /'score' has no output 'au' \(did you mean 'auc'\?\)/,
    ],
    [
      'an output that is no result',
      chained('maximise: rows.events', (text) =>
        text.replace('score:', 'rows: { kind: rows, for: sample, inputs: { events: read.events } }\n  score:'),
      ),
      /output 'events' is a table/,
    ],
    ['a path that is not there', chained('maximise: score.auc.value'), /score\.auc has no 'value'/],
    [
      'a task that reads nothing of it',
      chained('maximise: other.auc', (text) =>
        text.replace(
          'score:',
          'fixed: { kind: learn, for: theory, inputs: { events: { gather: read.events } } }\n  other: { kind: score, for: theory, inputs: { model: fixed.model, events: { gather: read.events } } }\n  score:',
        ),
      ),
      /'other' does not read from 'learn'/,
    ],
    [
      'one score for all values of the axis',
      chained('maximise: total.sum'),
      /'total' runs once, 'learn' for each theory: a trial needs a score of its own/,
    ],
    [
      'a task that reads the other value too',
      chained('maximise: both.sum', (text) =>
        text.replace(
          'total:',
          'both: { kind: gather, for: theory, inputs: { values: { gather: score.auc } } }\n  total:',
        ),
      ),
      /'both' scores the trials of 'learn\[theory=DH\]' and reads from score\[theory=LV\] too/,
    ],
    [
      'several trials at once',
      chained('maximise: three.sum\nkeep: 3', (text) =>
        text.replace(
          'total:',
          'three: { kind: gather, for: theory, inputs: { values: { gather: learn.loss, best: 3 } } }\n  total:',
        ),
      ),
      /'three' reads the outputs of several trials \(loss\.2\)/,
    ],
    [
      'a training with the best parameters',
      chained('maximise: final.loss', (text) =>
        text.replace(
          'score:',
          'final: { kind: learn, for: theory, best_of: learn, inputs: { events: { gather: read.events } } }\n  score:',
        ),
      ),
      /'final' takes the best parameters of a study/,
    ],
    [
      'a text that a member never is',
      chained('maximise: judged.rows.value\nwhere: measure == "gian" and value > 0', withRows),
      /'measure' is never "gian" \(did you mean 'gain'\?\). Expected: one of gain, cost/,
    ],
    [
      "a text that an attribute of the axis' value gives",
      chained('maximise: judged.rows.value\nwhere: measure == "${theory.model}"', withRows),
      /'measure' is never "DH"/,
    ],
    [
      'a gather that would do without the trial',
      chained('maximise: judged.sum', (text) =>
        text.replace(
          'total:',
          'judged: { kind: gather, for: theory, inputs: { values: { gather: score.auc, where: model == theory.model, optional: true } } }\n  total:',
        ),
      ),
      /'judged' would do without the trial of 'learn' that it scores/,
    ],
    ['the study itself', chained('maximise: learn.loss'), /leave 'learn\.' out/],
    [
      'a member that is not there',
      chained('maximise: judged.rows.value\nwhere: mesure == "gain"', withRows),
      /unknown name 'mesure'/,
    ],
    ['a condition without a list', chained('maximise: score.auc\nwhere: part == "test"'), /leads through none/],
    [
      'an evaluation besides',
      chained('maximise: score.auc\nevaluate: { kind: gather }'),
      /nothing is left for `evaluate`/,
    ],
  ])('%s is told at its line', (_, text, message) => {
    expect(() => planSmall(text)).toThrow(message);
    expect(() => planSmall(text)).toThrow(/campaign\.yaml:\d+:\d+/);
  });
});
