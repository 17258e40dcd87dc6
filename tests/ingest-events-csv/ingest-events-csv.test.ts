import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ingestEventsCsv } from '../../activities/ingest-events-csv/index.ts';
import type { Table } from '../../schemas/index.ts';
import { inputError } from '../support/failure.ts';
import { columnValues, fileInput, runTask } from '../support/run-task.ts';
import { temporaryFiles } from '../support/temporary.ts';

const temporary = temporaryFiles();

/** Lines of the published form (arXiv:2105.14027, section 2): MeV, a semicolon at the end, objects by type and falling pT. */
const lines = [
  '1;ttbar;1;112288;1.74766;b,331927,147558,-1.44969,-1.76399;j,100406,85589,-0.568259,-1.17144;e-,50000,40000,0.5,1.5;',
  '2;ttbar;1;43526.6;-2.27;j,139288,40205.3,1.9,2.1;b,59129,58000.2,0.15,-2.7;mu+,30000,29000,-0.2,0.3;g,22000,21000,0.1,3.0',
  '9;ttbar;0.5;0;0;',
];
const objects = {
  jet: { types: ['j', 'b'], branches: ['pt', 'eta', 'phi', 'm', 'btag'], sort: 'pt', keep: 2 },
  lep: { types: ['e-', 'e+', 'm-', 'm+'], branches: ['pt', 'charge', 'flavour'], keep: 1 },
};
const run = async (content: string | Uint8Array, params: object = {}): Promise<Table> =>
  (
    await runTask(ingestEventsCsv, {
      params: { objects, ...params },
      inputs: { source: fileInput(await temporary(content, 'csv')) },
    })
  ).outputs.events as Table;

const row = (table: Table, index: number): Record<string, unknown> =>
  Object.fromEntries(
    [...table.columns].map(([name, { values, valid }]) => [name, valid?.[index] === 0 ? null : values[index]]),
  );

describe('ingest-events-csv', () => {
  test('objects of a kind are sorted into slots, null where an event has fewer; energies in GeV', async () => {
    const table = await run(lines.join('\n'));
    expect(table.rows).toBe(3);
    const first = row(table, 0);
    expect(first).toMatchObject({ event: 1n, process: 'ttbar', mc_weight: 1, n_jet: 2, n_lep: 1 });
    expect(first.met).toBeCloseTo(112.288, 12);
    expect(first.jet1_pt).toBeCloseTo(147.558, 12);
    expect(first).toMatchObject({ jet1_btag: 1, jet2_btag: 0, lep1_charge: -1, lep1_flavour: 11 });
    // E^2 - (pT cosh eta)^2 by hand: 331.927^2 - (147.558 cosh(1.44969))^2
    expect(first.jet1_m).toBeCloseTo(Math.sqrt(331.927 ** 2 - (147.558 * Math.cosh(1.44969)) ** 2), 9);
    // The b jet of the second event is harder than its light jet, which the file lists first.
    expect(row(table, 1)).toMatchObject({ n_jet: 2, jet1_btag: 1, jet2_btag: 0, lep1_charge: 1, lep1_flavour: 13 });
    expect(row(table, 2)).toMatchObject({
      event: 9n,
      n_jet: 0,
      n_lep: 0,
      jet1_pt: null,
      jet1_btag: null,
      lep1_pt: null,
    });
    expect(table.columns.get('jet1_pt')?.unit).toBe('GeV');
    expect(table.columns.get('jet2_phi')?.unit).toBe('rad');
    expect(table.columns.get('jet1_btag')?.unit).toBeUndefined();
  });

  test('a selection narrows what counts; GeV files are not scaled; gzip changes nothing', async () => {
    const selected = { ...objects, jet: { ...objects.jet, select: 'pt > 100 and btag == 1' } };
    const table = await run(lines.join('\n'), { objects: selected });
    expect(columnValues(table, 'n_jet')).toEqual([1, 0, 0]);
    const gev = await run(gzipSync(lines.join('\r\n')), { energy_unit: 'GeV' });
    expect(row(gev, 0).met).toBe(112288);
  });

  test('what follows from the type of an object can be chosen alone', async () => {
    const photons = { photon: { types: ['g'], branches: ['e', 'pt'], keep: 1 } };
    const table = await run(lines.join('\n'), { objects: photons });
    expect(columnValues(table, 'n_photon')).toEqual([0, 1, 0]);
    expect(row(table, 1).photon1_e).toBe(22);
  });

  test.each([
    ['a line cut off in an object', lines[0]?.slice(0, 62), 'object', /:1:\d+: the object '.*' has \d parts/],
    ['a line cut off before the objects', '1;ttbar;1;112', 'event-line', /:1: the line has 4 parts/],
    ['an unknown type', '1;t;1;1;1;q,1,1,1,1;', 'object-type', /:1:11: there is no type of object 'q'.*j, b, e-/],
    ['a word for a number', '1;t;1;1;1;\n2;t;1;1;1;j,1,1,nan,1;', 'not-a-number', /:2:17: eta is 'nan'/],
    ['an event ID that is no whole number', '1.5;t;1;1;1;', 'event-line', /:1:1: the event ID is 1.5/],
    ['a comma for a semicolon', '1,t,1,1,1', 'event-line', /has 1 parts/],
  ])('%s is an error that names line and column', async (_, text, code, message) => {
    const error = await inputError(run(text ?? ''));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('events of another process, or another number of them, are refused', async () => {
    const other = await inputError(run(`${lines[0]}\n2;stop_02;1;1;1;`, { process: 'ttbar' }));
    expect(other.message).toMatch(/:2: this event belongs to the process 'stop_02'/);
    expect((await inputError(run(lines.join('\n'), { entries: 4 }))).code).toBe('entries');
  });
});
