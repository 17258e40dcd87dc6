import { describe, expect, test } from 'vitest';
import { correlations } from '../../activities/correlations/index.ts';
import { histograms } from '../../activities/histograms/index.ts';
import { plotCurves } from '../../activities/plot-curves/index.ts';
import { plotDistributions } from '../../activities/plot-distributions/index.ts';
import { plotMatrix } from '../../activities/plot-matrix/index.ts';
import { reportPage } from '../../activities/report-page/index.ts';
import { rowsOf } from '../../activities/rows/flatten.ts';
import { tableKind } from '../../activities/table/index.ts';
import type { Table } from '../../schemas/index.ts';
import type { BinnedRow, ReportDocument, TableDocument } from '../../schemas/results/index.ts';
import { elementsOf, textsOf } from '../report/markup-checks.ts';
import { inputError } from '../support/failure.ts';
import { jsonInput, recordsInput, runTask, tableInput } from '../support/run-task.ts';

const none = { records: [], json: [] };
const limits = [
  { train: 'a', test: 'a', limit: 0.5, low: 0.3, high: 0.9 },
  { train: 'a', test: 'b', limit: 20, low: 15, high: 31 },
  { train: 'b', test: 'a', limit: 2, low: 1.5, high: 2.75 },
];
type Rows = readonly Readonly<Record<string, string | number | null>>[];
const documentsOf = (run: { outputs: Readonly<Record<string, unknown>> }): readonly ReportDocument[] =>
  run.outputs.documents as readonly ReportDocument[];
const tableOf = (documents: readonly ReportDocument[]): TableDocument => {
  const [first] = documents;
  if (first?.kind !== 'table') throw new Error('no table');
  return first;
};
const texts = ({ rows }: TableDocument): string[][] => rows.map((row) => row.map(({ text }) => text));

describe('rows of structured results', () => {
  const evaluation = {
    confidence: 0.68,
    parts: [
      {
        table: 'flow',
        part: 'test',
        roc: { x: [0, 0.5, 1], y: [0, 0.9, 1] },
        figures: { auc: { value: 0.9, error: null } },
      },
      { table: 'vae', part: 'test', roc: { x: [0, 1], y: [0, 1] }, figures: { auc: { value: 0.5, error: 0.1 } } },
    ],
  };
  test('lists of objects, of values, and columns side by side become rows with what they passed on the way', () => {
    expect(rowsOf(evaluation, 'parts.*.roc', { mass: 500 }, 'x')).toHaveLength(5);
    expect(rowsOf(evaluation, 'parts.*.roc', { mass: 500 }, 'x')[1]).toEqual({
      mass: 500,
      confidence: 0.68,
      table: 'flow',
      part: 'test',
      index: 1,
      x: 0.5,
      y: 0.9,
    });
    expect(rowsOf(evaluation, 'parts', {}, 'x')[1]).toMatchObject({
      table: 'vae',
      figures_auc_value: 0.5,
      figures_auc_error: 0.1,
    });
    expect(rowsOf({ curve: [3, 2] }, 'curve', {}, 'x')).toEqual([
      { index: 0, value: 3 },
      { index: 1, value: 2 },
    ]);
    expect(rowsOf(evaluation, 'parts.*.figures.*', {}, 'x')[0]).toMatchObject({
      table: 'flow',
      key: 'auc',
      value: 0.9,
    });
    expect(rowsOf(7, '', { a: 1 }, 'x')).toEqual([{ a: 1, value: 7 }]);
  });
  test('a way that leads nowhere is an error that says what there is', () => {
    expect(() => rowsOf(evaluation, 'parts.*.rok', {}, 'evaluate')).toThrow(
      /no 'rok'.*evaluate.*one of table, part, roc, figures/,
    );
    expect(() => rowsOf(evaluation, 'parts.roc', {}, 'x')).toThrow(/'\*' \(it is a list\)/);
  });
});

test('columns that are stacked become rows, which a condition then knows by name', async () => {
  const { outputs } = await runTask(tableKind, {
    params: {
      name: 'loss',
      stack: ['loss', 'validation_loss'],
      where: 'column == "loss" or epoch == 2',
      columns: [{ column: 'epoch' }, { column: 'column' }, { column: 'value' }],
    },
    inputs: {
      records: [],
      json: [
        jsonInput([
          { epoch: 1, loss: 3, validation_loss: 4 },
          { epoch: 2, loss: 1, validation_loss: 2 },
        ]),
      ],
    },
  });
  expect(tableOf(documentsOf({ outputs })).rows.map((row) => row.map(({ value }) => value))).toEqual([
    [1, 'loss', 3],
    [2, 'loss', 1],
    [2, 'validation_loss', 2],
  ]);
});

describe('table', () => {
  const run = (params: object, records: Rows = limits, attributes = {}) =>
    runTask(tableKind, {
      params: { name: 't', title: 'A table', ...params },
      inputs: { ...none, records: [recordsInput(records, attributes)] },
    });

  test('shows chosen columns with errors, formats, conditions, definitions and order', async () => {
    const document = tableOf(
      documentsOf(
        await run(
          {
            define: { ratio: 'limit / low' },
            where: 'train == "a"',
            sort: ['-limit'],
            columns: [
              { column: 'test', title: 'Test on' },
              { column: 'limit', format: 'range', low: 'low', high: 'high' },
              { column: 'ratio', digits: 2 },
              { column: 'mass', format: 'count' },
            ],
          },
          limits,
          { mass: 1500 },
        ),
      ),
    );
    expect(document.columns.map(({ title, text }) => [title, text])).toEqual([
      ['Test on', true],
      ['limit', false],
      ['ratio', false],
      ['mass', false],
    ]);
    expect(texts(document)).toEqual([
      ['b', '20.0^{+11}_{−5.0}', '1.3', '1500'],
      ['a', '0.500^{+0.40}_{−0.20}', '1.7', '1500'],
    ]);
    expect(document.rows[0]?.[1]?.value).toBe(20);
  });

  test('a pivot lays one value out by two others; what is not there is a dash', async () => {
    const pivot = { row: 'train', column: 'test', value: 'limit', row_title: 'Train' };
    const document = tableOf(documentsOf(await run({ pivot, labels: { a: 'A' } })));
    expect(document.columns.map(({ title }) => title)).toEqual(['Train', 'A', 'b']);
    expect(texts(document)).toEqual([
      ['A', '0.500', '20.0'],
      ['b', '2.00', '–'],
    ]);
    const apart = tableOf(
      documentsOf(await run({ pivot: { ...pivot, columns_labels: { a: 'first' } }, labels: { a: 'A' } })),
    );
    expect(apart.columns.map(({ title }) => title)).toEqual(['Train', 'first', 'b']);
    expect(texts(apart)[0]?.[0]).toBe('A');
  });

  test('of rows that are alike only the best is kept, the first of equal ones; rows without a number do not compete', async () => {
    const records = [
      { mass: 500, family: 'forest', keep: 16, accuracy: 0.6 },
      { mass: 500, family: 'forest', keep: 11, accuracy: 0.7 },
      { mass: 500, family: 'forest', keep: 5, accuracy: 0.7 },
      { mass: 500, family: 'network', keep: null, accuracy: 0.65 },
      { mass: 750, family: 'forest', keep: 16, accuracy: null },
      { mass: 750, family: 'forest', keep: 5, accuracy: 0.1 },
    ];
    const columns = ['mass', 'family', 'keep'].map((column) => ({ column, format: 'count' }));
    const best = { by: 'accuracy', of: ['mass', 'family'] };
    expect(texts(tableOf(documentsOf(await run({ columns, best }, records))))).toEqual([
      ['500', 'forest', '11'],
      ['500', 'network', '–'],
      ['750', 'forest', '5'],
    ]);
    expect(
      texts(tableOf(documentsOf(await run({ columns, best, where: 'keep == 16' }, records)))),
      'the condition comes first',
    ).toEqual([['500', 'forest', '16']]);
    expect((await inputError(run({ columns, best: { by: 'acuracy', of: ['mass'] } }, records))).code).toBe(
      'missing-column',
    );
  });

  test('an unknown column, no rows, or neither columns nor pivot is an error', async () => {
    expect((await inputError(run({ columns: [{ column: 'limt' }] }))).message).toMatch(
      /no column 'limt'.*train, test, limit/,
    );
    expect((await inputError(run({ where: 'limit > 99', columns: [{ column: 'limit' }] }))).code).toBe('no-rows');
    expect(tableKind.params.safeParse({ name: 't' }).success).toBe(false);
  });
});

describe('figures', () => {
  test('curves: one for each series, a figure for each value, gaps and errors', async () => {
    const history = { epochs: [1, 2, 3].map((epoch) => ({ epoch, loss: 1 / epoch, error: 0.1 })) };
    const run = await runTask(plotCurves, {
      params: {
        name: 'loss',
        rows: 'epochs',
        x: { column: 'epoch' },
        y: { column: 'loss', scale: 'log' },
        series: 'method',
        each: 'mass',
        error: 'error',
        style: 'both',
        levels: [0.5],
      },
      inputs: {
        records: [],
        json: [
          jsonInput(history, { method: 'flow', mass: 500 }),
          jsonInput(history, { method: 'vae', mass: 500 }),
          jsonInput(history, { method: 'vae', mass: 750 }),
        ],
      },
    });
    const documents = documentsOf(run);
    expect(documents.map(({ name }) => name)).toEqual(['loss_500', 'loss_750']);
    const [first] = documents;
    const svg = first?.kind === 'figure' ? first.svg : '';
    expect(elementsOf(svg).length).toBeGreaterThan(5);
    expect(svg).toContain('flow');
    expect(svg).not.toContain('NaN');
  });

  test('a heat map holds a number for each cell; several rows of one cell need a rule', async () => {
    const params = {
      name: 'limits',
      row: 'train',
      column: 'test',
      value: 'limit',
      logarithmic: true,
      colours: 'diverging',
      centre: 1,
    };
    const given = (records: Rows) => ({ ...none, records: [recordsInput(records)] });
    const [document] = documentsOf(await runTask(plotMatrix, { params, inputs: given(limits) }));
    const svg = document?.kind === 'figure' ? document.svg : '';
    expect(elementsOf(svg).length).toBeGreaterThan(5);
    for (const text of ['0.50', '20', '2.0']) expect(textsOf(svg)).toContain(text);
    const twice = given([...limits, limits[0] ?? {}]);
    expect((await inputError(runTask(plotMatrix, { params, inputs: twice }))).code).toBe('ambiguous');
    await runTask(plotMatrix, { params: { ...params, several: 'mean' }, inputs: twice });
  });

  test('a heat map without numbers has a scale of colours instead, and there can be one for each value', async () => {
    const rows = [0.1, 10].flatMap((strength) =>
      Array.from({ length: 60 }, (_, unit) => ({
        strength,
        input: `x${unit % 3}`,
        unit: unit + 1,
        weight: Math.sin(unit),
      })),
    );
    const params = {
      name: 'map',
      each: 'strength',
      row: 'input',
      column: 'unit',
      value: 'weight',
      colours: 'diverging',
    };
    const limited = { ...params, numbers: false, limits: [-0.25, 0.25], value_title: 'Weight' };
    const documents = documentsOf(
      await runTask(plotMatrix, { params: limited, inputs: { ...none, records: [recordsInput(rows)] } }),
    );
    expect(documents.map(({ name }) => name)).toEqual(['map_0_1', 'map_10']);
    for (const document of documents) {
      const svg = document.kind === 'figure' ? document.svg : '';
      const found = textsOf(svg);
      for (const text of ['x0', 'Weight', '0.25', '−0.25']) expect(found).toContain(text);
      expect(found).not.toContain('60');
      expect(svg).not.toContain('NaN');
    }
  });
});

const events = (kind: string, met: readonly number[], weight: readonly number[]) =>
  tableInput(
    {
      rows: met.length,
      columns: new Map([
        ['met', { values: Float32Array.from(met), unit: 'GeV' }],
        ['n', { values: Int32Array.from(met, (_, row) => row % 2) }],
        [
          'pt',
          {
            values: Float64Array.from(met, (value) => 2 * value + 1),
            valid: Uint8Array.from(met, (_, row) => (row === 0 ? 0 : 1)),
          },
        ],
        ['weight', { values: Float64Array.from(weight) }],
        ['split', { values: Int8Array.from(met, (_, row) => (row === 0 ? 0 : 2)) }],
      ]),
    } satisfies Table,
    { kind },
  );
const samples = [events('signal', [10, 20, 30], [1, 2, -0.5]), events('background', [10, 10, 90], [5, 5, 1])];

describe('histograms', () => {
  const run = async (params: object): Promise<readonly BinnedRow[]> =>
    (await runTask(histograms, { params, inputs: { events: samples } })).outputs.histograms as readonly BinnedRow[];

  test('sum the weights of each group in each bin, and their squares in the error', async () => {
    const rows = await run({ columns: { met: { range: [0, 40], bins: 2 } } });
    expect(
      rows.map(({ group, low, high, events: count, sum_of_weights, error }) => [
        group,
        low,
        high,
        count,
        sum_of_weights,
        error,
      ]),
    ).toEqual([
      ['signal', 0, 20, 1, 1, 1],
      ['signal', 20, 40, 2, 1.5, Math.sqrt(4.25)],
      ['background', 0, 20, 2, 10, Math.sqrt(50)],
      ['background', 20, 40, 1, 1, 1],
    ]);
    expect(rows[0]?.unit).toBe('GeV');
  });

  test('group by conditions: an event is of the first that holds, one of none is left out', async () => {
    const rows = await run({
      columns: { met: { range: [0, 100], bins: 1 } },
      groups: { high: 'met > 25', test: 'split == 2', never: 'met < 0' },
    });
    expect(rows.map(({ group, events: count, sum_of_weights: sum }) => [group, count, sum])).toEqual([
      ['high', 2, 0.5],
      ['test', 2, 7],
    ]);
  });

  test('take a subset, a condition, a column to group by; missing values are left out; whole numbers get a bin each', async () => {
    expect(
      (await run({ columns: ['met'], part: 'test', weight: null, bins: 1 })).map(({ events: count }) => count),
    ).toEqual([2, 2]);
    const conditional = await run({ columns: { met: { where: 'n == 1', bins: 1, range: [0, 100] } }, by: null });
    expect(conditional.map(({ group, events: count }) => [group, count])).toEqual([['all', 2]]);
    const byColumn = await run({ columns: { pt: { bins: 1, range: [0, 300] } }, by: 'n' });
    expect(byColumn.map(({ group, events: count }) => [group, count])).toEqual([
      ['1', 2],
      ['0', 2],
    ]);
    const byBoth = await run({ columns: { pt: { bins: 1, range: [0, 300] } }, by: ['kind', 'n'] });
    expect(byBoth.map(({ group, events: count }) => [group, count])).toEqual([
      ['signal 1', 1],
      ['signal 0', 1],
      ['background 1', 1],
      ['background 0', 1],
    ]);
    expect(new Set((await run({ columns: ['n'] })).map(({ low }) => low))).toEqual(new Set([-0.5, 0.5]));
  });

  test('are drawn, and a group that nobody can tell is an error', async () => {
    const rows = await run({ columns: ['met', 'pt'] });
    const documents = documentsOf(
      await runTask(plotDistributions, {
        params: { name: 'feature', density: true },
        inputs: { histograms: [recordsInput(rows)] },
      }),
    );
    expect(documents.map(({ name }) => name)).toEqual(['feature_met', 'feature_pt']);
    for (const document of documents)
      if (document.kind === 'figure') expect(elementsOf(document.svg).length).toBeGreaterThan(5);
    const symbols = async (points: readonly string[]): Promise<number> => {
      const params = { name: 'feature', distributions: ['met'], points };
      const [drawn] = documentsOf(
        await runTask(plotDistributions, { params, inputs: { histograms: [recordsInput(rows)] } }),
      );
      return drawn?.kind === 'figure' ? elementsOf(drawn.svg).length : 0;
    };
    expect(await symbols(['background'])).toBeGreaterThan(await symbols([]));
    expect((await inputError(run({ columns: ['met'], by: 'process' }))).message).toMatch(
      /no attribute or column 'process'/,
    );
  });
});

test('correlations are weighted, 1 with itself, and leave out rows without a value', async () => {
  const { outputs } = await runTask(correlations, {
    params: { columns: ['met', 'pt', 'n'], weight: null },
    inputs: { events: samples, importance: [] },
  });
  const rows = outputs.correlations as { row: string; column: string; value: number }[];
  const of = (a: string, b: string) => rows.find(({ row, column }) => row === a && column === b)?.value;
  expect(of('met', 'met')).toBeCloseTo(1, 12);
  expect(of('met', 'pt')).toBeCloseTo(1, 12);
  expect(of('met', 'n')).toBeCloseTo(of('n', 'met') ?? 2, 12);
  // numpy.corrcoef([10,20,30,10,10,90],[0,1,0,0,1,0])
  expect(of('met', 'n')).toBeCloseTo(-0.330476953908811, 6);
});

test('correlations of the most important columns only, by the sum of their gains', async () => {
  const importance = (gains: Readonly<Record<string, number>>) =>
    recordsInput(
      Object.entries(gains).map(([feature, gain]) => ({
        ...{ feature, gain, splits: 1 },
        ...{ total_gain: null, cover: null, shap: null, permutation: null, permutation_std: null },
      })),
    );
  const run = (best: number) =>
    runTask(correlations, {
      params: { columns: ['met', 'pt', 'n'], best },
      inputs: {
        events: samples,
        importance: [importance({ met: 0.6, n: 0.4 }), importance({ pt: 0.7, n: 0.3, other: 0.9 })],
      },
    });
  const rows = (await run(2)).outputs.correlations as { row: string; column: string }[];
  expect(rows.map(({ row, column }) => [row, column])).toEqual([
    ['n', 'n'],
    ['n', 'pt'],
    ['pt', 'n'],
    ['pt', 'pt'],
  ]);
  expect((await inputError(run(4))).message).toMatch(/importance of 3 of the columns is known.*at least 4/);
});

describe('report-page', () => {
  const document: ReportDocument = {
    kind: 'table',
    name: 'auc',
    title: 'Areas <b>',
    caption: '',
    rows: [[{ text: '0.9', value: 0.9 }]],
    columns: [{ title: 'AUC', text: false, group: null }],
  };
  const page = async (params: object, documents: readonly ReportDocument[] = [document]) => {
    const run = await runTask(reportPage, {
      params: { title: 'T', ...params },
      inputs: { documents: [jsonInput(documents)] },
    });
    return { html: new TextDecoder().decode(run.outputs.page as Uint8Array), logs: run.logs };
  };
  test('lays out what its sections ask for, the rest at the end, and says what is missing', async () => {
    const { html, logs } = await page({ sections: [{ title: 'Nets', show: ['roc_*'] }] });
    expect(html).toContain('Nothing was made of: roc_*');
    expect(html).toContain('More');
    expect(html).toContain('Areas &lt;b&gt;');
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(logs[0]?.level).toBe('warn');
    expect((await page({ sections: [{ title: 'Nets', show: ['au*'] }] })).html).not.toContain('More');
  });
  test('two documents of one name are an error', async () => {
    expect((await inputError(page({}, [document, document]))).code).toBe('duplicate-name');
  });
});
