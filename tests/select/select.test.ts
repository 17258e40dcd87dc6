import { describe, expect, it } from 'vitest';
import { select } from '../../activities/select/index.ts';
import { InputError, type Table } from '../../schemas/index.ts';
import type { SelectionCutflowRow } from '../../schemas/results/index.ts';
import { tableOf } from '../expressions/table.ts';
import { runTask, tableInput } from '../support/run-task.ts';

const events = tableOf({
  event: BigInt64Array.of(11n, 12n, 13n, 14n, 15n),
  period: Int32Array.of(18, 17, 18, 17, 1516),
  w: Float32Array.of(0.5, 2, -1, 1, 1),
  met: [10, 60, 70, 80, 50],
  ht: [0, 10, 0, 40, 5],
  jet1_pt: [null, 45, 21, 90, null],
  process: ['a', 'b', 'b', 'a', 'b'],
});

interface Selected {
  readonly events: Table;
  readonly cutflow: readonly SelectionCutflowRow[];
}
async function run(params: object, table: Table = events, signal?: AbortSignal): Promise<Selected> {
  const given = { params: { weight: 'w', output: ['event'], ...params }, inputs: { events: tableInput(table) } };
  const { outputs } = await runTask(select, signal === undefined ? given : { ...given, signal });
  return outputs as unknown as Selected;
}
async function problem(params: object, table: Table = events): Promise<InputError> {
  try {
    await run(params, table);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
/** Values with null where missing. */
const list = ({ columns }: Table, name: string): unknown[] => {
  const column = columns.get(name);
  return Array.from(column?.values as readonly unknown[], (value, row) => (column?.valid?.[row] === 0 ? null : value));
};
const issue = (params: object): string | undefined =>
  select.params
    .safeParse({ output: ['event'], ...params })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');

const cuts = [
  { name: 'met', keep: 'met > 50' },
  { name: 'b', keep: 'process == "b"' },
];

describe('the cutflow', () => {
  it('has a row for each step and period, those without events too, with event weights as they are', async () => {
    const { cutflow } = await run({ by: 'period', cuts });
    const rows = cutflow.map((row) => [
      row.step,
      row.period,
      row.events,
      row.sum_of_weights,
      row.sum_of_weights_squared,
    ]);
    expect(rows).toEqual([
      ['all', '17', 2, 3, 5],
      ['all', '18', 2, -0.5, 1.25],
      ['all', '1516', 1, 1, 1],
      ['met', '17', 2, 3, 5],
      ['met', '18', 1, -1, 1],
      ['met', '1516', 0, 0, 0],
      ['b', '17', 1, 2, 4],
      ['b', '18', 1, -1, 1],
      ['b', '1516', 0, 0, 0],
    ]);
  });

  it('has the periods that are listed, and refuses others', async () => {
    const by = { column: 'period', values: [1516, 17, 18, 22] };
    const { cutflow } = await run({ by, cuts });
    expect(cutflow.filter(({ step }) => step === 'b').map(({ period, events: n }) => [period, n])).toEqual([
      ['17', 1],
      ['18', 1],
      ['22', 0],
      ['1516', 0],
    ]);
    const error = await problem({ by: { column: 'period', values: [17, 18] } });
    expect([error.code, error.message]).toEqual(['unknown-period', expect.stringContaining("row 4: 'period' is 1516")]);
  });

  it('is kept by a text or a definition too, and as one without `by`', async () => {
    expect((await run({ by: 'process' })).cutflow.map(({ period, events: n }) => [period, n])).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
    const byMet = await run({ define: { high: 'if(met > 50, 1, 0)' }, by: 'high' });
    expect(byMet.cutflow.map(({ period, events: n }) => [period, n])).toEqual([
      ['0', 2],
      ['1', 3],
    ]);
    expect((await run({ cuts })).cutflow.map(({ step, period, events: n }) => [step, period, n])).toEqual([
      ['all', null, 5],
      ['met', null, 3],
      ['b', null, 2],
    ]);
  });

  it('cannot be kept by a fraction or a missing value', async () => {
    expect((await problem({ define: { f: 'met / 7' }, by: 'f' })).code).toBe('period-value');
    expect((await problem({ by: 'jet1_pt' })).code).toBe('missing-value');
  });
});

describe('the selected events', () => {
  it('are those that pass every cut, in their order, with columns of the input as they are stored', async () => {
    const { events: found } = await run({ cuts, output: ['process', 'event', 'period', 'w', 'jet1_pt'] });
    expect([...found.columns.keys()]).toEqual(['process', 'event', 'period', 'w', 'jet1_pt', 'event_weight']);
    expect(list(found, 'event')).toEqual([12n, 13n]);
    expect(list(found, 'process')).toEqual(['b', 'b']);
    const types = [...found.columns.values()].map(({ values }) => values.constructor.name);
    expect(types).toEqual(['Array', 'BigInt64Array', 'Int32Array', 'Float32Array', 'Float64Array', 'Float64Array']);
    expect(list(found, 'event_weight')).toEqual([2, -1]);
  });

  it('keep missing values missing', async () => {
    const { events: found } = await run({ define: { twice: '2 * jet1_pt' }, output: ['jet1_pt', 'twice'] });
    expect(list(found, 'jet1_pt')).toEqual([null, 45, 21, 90, null]);
    expect(list(found, 'twice')).toEqual([null, 90, 42, 180, null]);
  });

  it('have definitions as float64, conditions as int8, or as the definition says', async () => {
    const define = {
      big: 'met > 50',
      code: { value: 'if(process == "a", 0, 1)', type: 'int8' },
      half: { value: 'met / 2', unit: 'GeV', type: 'float32' },
      label: 'if(met > 50, process, "low")',
      sum: 'met + ht',
    };
    const { events: found } = await run({ define, output: Object.keys(define) });
    const types = Object.keys(define).map((name) => found.columns.get(name)?.values.constructor.name);
    expect(types).toEqual(['Int8Array', 'Int8Array', 'Float32Array', 'Array', 'Float64Array']);
    expect(list(found, 'big')).toEqual([0, 1, 1, 1, 0]);
    expect(list(found, 'label')).toEqual(['low', 'b', 'b', 'a', 'low']);
    expect(found.columns.get('half')?.unit).toBe('GeV');
  });

  it('can be none, and can come from no events at all', async () => {
    const none = await run({ cuts: [{ name: 'none', keep: 'met > 1000' }], by: 'period' });
    expect(none.events.rows).toBe(0);
    expect(none.cutflow.filter(({ step }) => step === 'none').map(({ events: n }) => n)).toEqual([0, 0, 0]);
    const empty = tableOf({ event: new BigInt64Array(0), period: new Int32Array(0), w: new Float32Array(0), met: [] });
    const from = await run(
      { by: 'period', define: { m: 'met / 2' }, cuts: [{ name: 'met', keep: 'm > 5' }], output: ['m'] },
      empty,
    );
    expect(from.events.rows).toBe(0);
    expect(from.cutflow.map(({ step, period, events: n }) => [step, period, n])).toEqual([
      ['all', null, 0],
      ['met', null, 0],
    ]);
  });

  it('are the same whenever it is run, bit for bit', async () => {
    const params = { define: { x: 'sqrt(met) * 1.1' }, cuts, output: ['x', 'event'] };
    const [first, second] = [await run(params), await run(params)];
    expect(first).toEqual(second);
  });

  it('are computed with definitions that only the survivors have: a later cut may rely on an earlier one', async () => {
    const define = { ratio: 'met / ht' };
    const kept = [{ name: 'ht', keep: 'ht > 0' }];
    expect(list((await run({ define, cuts: kept, output: ['ratio'] })).events, 'ratio')).toEqual([6, 2, 10]);
    const logarithm = [...kept, { name: 'log', keep: 'log(ht) < 3' }];
    expect((await run({ cuts: logarithm })).events.rows).toBe(2);
  });
});

describe('bad input', () => {
  it('names the definition and the first row whose value is not finite', async () => {
    const error = await problem({ define: { ratio: 'met / ht' }, output: ['ratio'] });
    expect(error.code).toBe('non-finite');
    expect(error.message).toContain("row 0: 'ratio' (met / ht) is Infinity");
    const later = await problem({ define: { ratio: 'met / ht' }, cuts, output: ['ratio'] });
    expect(later.message).toContain('row 2');
  });

  it('names the row where a cut compares NaN, a weight is missing or not finite', async () => {
    expect((await problem({ cuts: [{ name: 'x', keep: 'sqrt(met - 55) > 1' }] })).message).toContain('row 0');
    expect((await problem({ weight: 'jet1_pt' })).message).toContain('row 0: the event weight (jet1_pt) is missing');
    expect((await problem({ weight: '1 / ht' })).message).toContain('row 0: the event weight (1 / ht) is Infinity');
  });

  it('names the sample', async () => {
    expect((await problem({ weight: '1 / ht' })).message).toContain('sample test: ');
  });

  it('suggests the nearest name for an unknown output, definition or cut', async () => {
    expect((await problem({ output: ['jet1_pd'] })).message).toContain("Did you mean 'jet1_pt'?");
    expect((await problem({ define: { missing_et: 'met' }, output: ['missing_te'] })).message).toContain(
      "'missing_et'",
    );
    const cut = await problem({ cuts: [{ name: 'met', keep: 'mte > 50' }] });
    expect(cut.message).toContain("cuts.met:1:1: unknown name 'mte'. Did you mean 'met'?");
    expect((await problem({ by: 'perriod' })).message).toContain("Did you mean 'period'?");
    expect((await problem({ output: ['jet'] })).message).toContain("'jet' is an object or a collection");
  });

  it('refuses what cannot be: a condition for a weight, a number for a cut, a cycle, a name twice', async () => {
    expect((await problem({ weight: 'met > 2' })).code).toBe('expression-type');
    expect((await problem({ cuts: [{ name: 'met', keep: 'met' }] })).code).toBe('expression-type');
    const cycle = await problem({ define: { a: 'b + 1', b: 'a + 1' } });
    expect(cycle.message).toContain("'b' is not defined yet here");
    expect((await problem({ define: { met: 'met * 1.1' } })).code).toBe('duplicate-name');
    expect((await problem({ objects: { jet: 'jet where ptt > 3' } })).message).toContain("Did you mean 'pt'?");
  });

  it('refuses values that a type cannot hold', async () => {
    const stored = (value: string, type: string): object => ({ define: { x: { value, type } }, output: ['x'] });
    expect((await problem(stored('met * 2', 'int8'))).message).toContain('is 140, which int8 cannot hold');
    expect((await problem(stored('met / 7', 'int32'))).code).toBe('column-type');
    expect((await problem(stored('process', 'int8'))).code).toBe('column-type');
  });

  it('is found when the campaign is planned where no data are needed for that', () => {
    expect(issue({ cuts: [{ name: 'a', keep: 'met >' }] })).toContain(
      'cuts.0.keep: line 1:6: the expression ends too early',
    );
    expect(issue({ cuts: [{ name: 'all', keep: 'true' }] })).toContain("cuts.0.name: 'all'");
    expect(
      issue({
        cuts: [
          { name: 'a', keep: 'true' },
          { name: 'a', keep: 'true' },
        ],
      }),
    ).toContain("there is a cut 'a'");
    expect(issue({ output: ['event', 'event'] })).toContain("output.1: 'event' is in the list");
    expect(issue({ output: ['event_weight'] })).toContain('is always added');
    expect(issue({ define: { not: 'met' } })).toContain('define.not');
    expect(issue({ define: { ll: 'met' }, objects: { ll: 'lep1 + lep2' } })).toContain(
      "define.ll: there is an object 'll'",
    );
    expect(issue({ where: 'met > 3' })).toContain('where');
    expect(issue({ define: { x: { value: 'met', type: 'int16' } } })).toContain('define.x');
    expect(issue({ cuts: [{ name: 'a', keep: 'met > 3' }] })).toBeUndefined();
  });

  it('stops when it is cancelled', async () => {
    await expect(run({ cuts }, events, AbortSignal.abort())).rejects.toThrow('abort');
  });
});
