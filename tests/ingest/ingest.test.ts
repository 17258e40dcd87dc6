import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ingest } from '../../activities/ingest/index.ts';
import { InputError, columnType, type Column, type Table } from '../../schemas/index.ts';
import { fileInput, runTask, type TaskRun } from '../support/run-task.ts';
import { altered, brokenFile, dataFile, readTree } from './support.ts';

/** What the dark-matter campaign asks for. */
const params = {
  tree: 'events',
  scalars: ['event', 'particle_event', 'dsid', 'period', 'mc_weight', 'met', 'met_phi', 'met_sig'],
  objects: {
    lep: {
      branches: ['pt', 'eta', 'phi', 'charge', 'flavour'],
      count: 'nlep',
      select: 'isTight == 1',
      sort: 'pt',
      keep: 2,
    },
    jet: { branches: ['pt', 'eta', 'btag'], select: 'pt > 20 and abs(eta) < 2.5', sort: 'pt', keep: 8 },
  },
  units: { met: 'GeV', lep_pt: 'GeV', jet2_pt: 'MeV' },
};

const run = (path: string, changes: object = {}): Promise<TaskRun> =>
  runTask(ingest, { params: { ...params, ...changes }, inputs: { source: fileInput(path) } });

const failure = async (path: string, changes: object = {}): Promise<InputError> => {
  const error: unknown = await run(path, changes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
};

const tableOf = ({ outputs }: TaskRun): Table => outputs.events as Table;
const column = (table: Table, name: string): Column => {
  const found = table.columns.get(name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
};
/** The value in a row, null where it is missing. */
const value = (table: Table, name: string, row: number): unknown => {
  const { values, valid } = column(table, name);
  return valid?.[row] === 0 ? null : values[row];
};

describe('ingest of a sample', () => {
  let table: Table;
  let outputs: TaskRun['outputs'];
  beforeAll(async () => {
    const done = await run(dataFile('110108.root'), { dsid: 110108 });
    outputs = done.outputs;
    table = tableOf(done);
  });

  it('keeps the types of scalars: float32 and int32, int16 as int32, int8 as int8, uint8 as int32', () => {
    const types = ['met', 'event', 'period', 'lep1_charge', 'jet1_btag', 'lep2_pt', 'n_jet'].map((name) =>
      columnType(column(table, name).values),
    );
    expect(types).toEqual(['float32', 'int32', 'int32', 'int8', 'int32', 'float32', 'int32']);
  });

  it('orders the columns: scalars, numbers of objects, objects slot by slot', () => {
    expect([...table.columns.keys()].slice(0, 21)).toEqual([
      ...params.scalars,
      ...['n_lep', 'n_jet', 'lep1_pt', 'lep1_eta', 'lep1_phi', 'lep1_charge', 'lep1_flavour'],
      ...['lep2_pt', 'lep2_eta', 'lep2_phi', 'lep2_charge', 'lep2_flavour', 'jet1_pt'],
    ]);
    expect([...table.columns.keys()].at(-1)).toBe('jet8_btag');
  });

  it('gives columns the unit of their branch or their own', () => {
    const units = ['met', 'lep1_pt', 'lep2_pt', 'lep2_eta', 'jet2_pt'].map((name) => column(table, name).unit);
    expect(units).toEqual(['GeV', 'GeV', 'GeV', undefined, 'MeV']);
  });

  it('selects, sorts and keeps objects as a loop over the events does; missing ones are null', async () => {
    const branches = await readTree(dataFile('110108.root'), 'events');
    const lists = (object: string, fields: string[]): Record<string, number>[][] => {
      const pt = branches.get(`${object}_pt`);
      if (pt?.shape !== 'jagged') throw new Error('not jagged');
      return Array.from({ length: table.rows }, (_, row) => {
        const objects: Record<string, number>[] = [];
        for (let at = pt.offsets[row] ?? 0; at < (pt.offsets[row + 1] ?? 0); at++)
          objects.push(
            Object.fromEntries(fields.map((field) => [field, Number(branches.get(`${object}_${field}`)?.values[at])])),
          );
        return objects;
      });
    };
    const expected = {
      lep: lists('lep', ['pt', 'eta', 'charge', 'isTight']).map((leptons) =>
        leptons.filter(({ isTight }) => isTight === 1),
      ),
      jet: lists('jet', ['pt', 'eta', 'btag']).map((jets) =>
        jets.filter(({ pt = 0, eta = 0 }) => pt > 20 && Math.abs(eta) < 2.5),
      ),
    };
    for (const [object, keep, fields] of [
      ['lep', 2, ['pt', 'eta', 'charge']],
      ['jet', 8, ['pt', 'eta', 'btag']],
    ] as const) {
      const slots = Array.from({ length: keep }, (_, slot) => slot);
      const wanted = expected[object].map((objects) => {
        objects.sort((a, b) => (b.pt ?? 0) - (a.pt ?? 0));
        return [objects.length, ...slots.flatMap((slot) => fields.map((field) => objects[slot]?.[field] ?? null))];
      });
      const names = [`n_${object}`, ...slots.flatMap((slot) => fields.map((field) => `${object}${slot + 1}_${field}`))];
      expect(wanted.map((_, row) => names.map((name) => value(table, name, row)))).toEqual(wanted);
    }
  });

  it('drops no event and says so', () => {
    expect(outputs.quality).toEqual({ entries: table.rows, events: table.rows, dropped: 0, non_finite: [] });
  });
});

describe('numbers of an independent implementation', () => {
  // Event 2 of sample 110108 and event 5 of sample 110201: reference/dark_matter_definitions.json, `event_vectors`
  // (uproot and awkward; jets there: pT > 30 GeV, |eta| < 2.5).
  it.each([
    [
      '110108.root',
      2,
      {
        lep1_pt: 548.5,
        lep1_eta: -0.7109375,
        lep1_phi: -0.06298828125,
        lep2_pt: 394,
        met: 52.46875,
        jet1_pt: 400.25,
        jet2_pt: 80.75,
        jet3_pt: null,
      },
    ],
    [
      '110201.root',
      5,
      {
        lep1_pt: 55.78125,
        lep1_eta: -0.352783203125,
        lep1_phi: 0.7841796875,
        lep2_pt: 40.96875,
        met: 179.875,
        jet1_pt: 163.375,
        jet2_pt: 53.5625,
        jet3_pt: 34.5625,
      },
    ],
    [
      'data.root',
      5,
      {
        lep1_pt: 99.0625,
        lep1_eta: 0.87939453125,
        lep1_phi: 1.697265625,
        lep2_pt: 50,
        met: 89.3125,
        jet1_pt: 49.125,
        jet2_pt: 41.25,
        jet3_pt: 40.40625,
      },
    ],
  ])('%s, event %d', async (name, event, expected) => {
    const jet = { ...params.objects.jet, select: 'pt > 30 and abs(eta) < 2.5' };
    const table = tableOf(await run(dataFile(name), { objects: { ...params.objects, jet } }));
    const row = (column(table, 'event').values as Int32Array).indexOf(event);
    const found = Object.fromEntries(Object.keys(expected).map((key) => [key, value(table, key, row)]));
    expect(found).toEqual(expected);
  });

  it('every sample has as many events with two tight leptons as plain.py counts (step two_tight of its cutflows)', async () => {
    const catalogue = JSON.parse(await readFile(dataFile('samples.json'), 'utf8')) as {
      samples: { file: string; dsid: number; sha256: string; events_in_file: number }[];
      data: { file: string; dsid: number; sha256: string; events_in_file: number };
    };
    const { cutflows } = JSON.parse(
      await readFile(new URL('../fixtures/dark-matter/expected.json', import.meta.url), 'utf8'),
    ) as { cutflows: Record<string, { step: string; events: number }[]> };
    const counted: Record<string, (number | undefined)[]> = {};
    for (const { file, dsid, sha256, events_in_file } of [...catalogue.samples, catalogue.data]) {
      const table = tableOf(await run(dataFile(file), { dsid, sha256, entries: events_in_file }));
      const two = (column(table, 'n_lep').values as Int32Array).filter((count) => count === 2).length;
      counted[dsid] = [table.rows, two];
    }
    const steps = Object.entries(cutflows).map(([dsid, rows]) => [
      dsid,
      ['all', 'two_tight'].map((step) => rows.find((row) => row.step === step)?.events),
    ]);
    expect(counted).toEqual(Object.fromEntries(steps));
  });
});

describe('input that is not what the catalogue says', () => {
  it('another checksum', async () => {
    const error = await failure(dataFile('110100.root'), { sha256: '0'.repeat(64), dsid: 110100 });
    expect(error.code).toBe('checksum');
    expect(error.detail.place).toMatchObject({ sample: '110100', file: dataFile('110100.root') });
  });

  it('a flipped byte is found by the checksum before anything is read', async () => {
    const flipped = await altered(
      dataFile('110100.root'),
      (bytes) => void bytes.writeUInt8(bytes.readUInt8(30_000) ^ 1, 30_000),
    );
    const sha256 = 'c43f018903a9e88a21554f151ce18445712609d62075e03f60fd9c9f712e686c';
    expect((await failure(flipped, { sha256 })).code).toBe('checksum');
  });

  it('another number of entries', async () => {
    const error = await failure(dataFile('110100.root'), { entries: 601 });
    expect(error.code).toBe('entries');
    expect(error.message).toContain('600 entries');
  });

  it('another dsid: names branch and row', async () => {
    const error = await failure(dataFile('110100.root'), { dsid: 110999 });
    expect(error.code).toBe('dsid');
    expect(error.detail.place).toMatchObject({ branch: 'dsid', row: 0 });
    expect(error.message).toContain('110100');
  });

  it('another tree, a missing branch, a truncated file: the errors of the reader, with the sample', async () => {
    expect((await failure(brokenFile('no_tree.root'), { dsid: 199003 })).message).toContain('sample 199003');
    expect((await failure(brokenFile('missing_branch.root'))).code).toBe('missing-branch');
    expect((await failure(await altered(dataFile('110100.root'), (bytes) => bytes.subarray(0, 40_000)))).code).toBe(
      'truncated-file',
    );
  });

  it('a list where a number is expected, and a number where a list is', async () => {
    const list = await failure(dataFile('110100.root'), { scalars: ['event', 'jet_pt'], units: {} });
    expect([list.code, list.detail.place?.branch]).toEqual(['branch-type', 'jet_pt']);
    const objects = { met: { branches: ['phi'], keep: 1 } };
    const number = await failure(dataFile('110100.root'), { objects, units: {} });
    expect([number.code, number.detail.place?.branch]).toEqual(['branch-type', 'met_phi']);
  });

  it('a count that does not count the objects', async () => {
    const objects = { jet: { branches: ['pt'], count: 'nlep', keep: 1 } };
    const error = await failure(dataFile('110100.root'), { objects, units: {} });
    expect([error.code, error.detail.place?.branch]).toEqual(['inconsistent-branch', 'nlep']);
  });

  it('a tree without events gives all columns, no rows and a warning', async () => {
    const done = await run(brokenFile('empty_tree.root'), { dsid: 199002, entries: 0 });
    expect(tableOf(done).rows).toBe(0);
    expect(tableOf(done).columns.size).toBe(8 + 2 + 2 * 5 + 8 * 3);
    expect(column(tableOf(done), 'jet8_pt').values).toEqual(new Float32Array(0));
    expect(done.logs).toEqual([
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('no events') as string }),
    ]);
  });
});

describe('NaN and infinite values', () => {
  it('are an error that names branch, number and first rows', async () => {
    const error = await failure(brokenFile('nan_met.root'));
    expect(error.code).toBe('non-finite');
    expect(error.detail.place).toMatchObject({ branch: 'met', row: 79 });
    expect(error.message).toContain("30 values of 'met' in 30 of 2890 events (rows 79, 99, 247, 413, 715, ...)");
  });

  it('do no harm in a branch that is not read', async () => {
    const scalars = params.scalars.filter((name) => name !== 'met');
    expect(tableOf(await run(brokenFile('nan_met.root'), { scalars, units: {} })).rows).toBe(2890);
  });

  it('with `drop` their events are left out and counted', async () => {
    const done = await run(brokenFile('nan_met.root'), { non_finite: 'drop' });
    const table = tableOf(done);
    expect(table.rows).toBe(2860);
    expect((column(table, 'met').values as Float32Array).every(Number.isFinite)).toBe(true);
    expect(done.outputs.quality).toEqual({
      entries: 2890,
      events: 2860,
      dropped: 30,
      non_finite: [{ branch: 'met', values: 30, events: 30 }],
    });
    const whole = tableOf(await run(brokenFile('nan_met.root'), { scalars: ['event'], units: {} }));
    const kept = new Set(column(table, 'event').values as Int32Array);
    const rows = [...(column(whole, 'event').values as Int32Array)].flatMap((event, row) =>
      kept.has(event) ? [row] : [],
    );
    for (const name of ['event', 'lep1_pt', 'jet2_pt'])
      expect(rows.map((row) => value(whole, name, row))).toEqual(rows.map((_, row) => value(table, name, row)));
  });
});

describe('parameters are checked when the campaign is planned', () => {
  const issue = (changes: object): string =>
    ingest.params.safeParse({ ...params, ...changes }).error?.message ?? 'none';

  it('a selection that does not parse', () => {
    const objects = { jet: { branches: ['pt'], select: 'pt > > 20', keep: 1 } };
    expect(issue({ objects, units: {} })).toContain('unexpected');
  });

  it('two columns of one name', () => {
    expect(issue({ scalars: ['event', 'n_lep'] })).toContain("'n_lep'");
  });

  it('a unit for no column, an unknown parameter', () => {
    expect(issue({ units: { mett: 'GeV' } })).toContain("'mett'");
    expect(issue({ scalar: [] })).toContain('scalar');
  });
});
