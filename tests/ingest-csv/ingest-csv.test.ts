import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { ingestCsv } from '../../activities/ingest-csv/index.ts';
import type { Table } from '../../schemas/index.ts';
import { inputError } from '../support/failure.ts';
import { columnValues, fileInput, runTask, type TaskRun } from '../support/run-task.ts';
import { temporaryFiles } from '../support/temporary.ts';

const temporary = temporaryFiles();

/** Lines of the form in which HEPMASS is published: label, 27 standardised features and mass as `%.18e`. */
const numbered = Array.from({ length: 27 }, (_, index) => `f${index}`);
const hepmassHeader = `# label,${numbered.join(',')},mass`;
const hepmassLine = (label: number, first: number, mass: number): string =>
  [label, first, ...Array.from({ length: 26 }, (_, index) => (index - 13) / 7), mass]
    .map((value) => value.toExponential(18).replace(/e([+-])(\d)$/, 'e$10$2'))
    .join(',');
const hepmass = [hepmassHeader, hepmassLine(1, -0.3436, 1000), hepmassLine(0, 1.639, 500), ''].join('\n');

const run = async (content: string | Uint8Array, params: object): Promise<TaskRun> =>
  runTask(ingestCsv, { params, inputs: { source: fileInput(await temporary(content, 'csv')) } });
const tableOf = ({ outputs }: TaskRun): Table => outputs.events as Table;
const values = columnValues;

describe('ingest-csv', () => {
  test('reads HEPMASS lines under names of our own, `#` before the header passed over', async () => {
    const table = tableOf(
      await run(hepmass, {
        columns: { label: 'label', lep_pt: 'f0', m_wwbb: 'f26', mass: 'mass' },
        types: { label: 'int8' },
        units: { lep_pt: 'GeV' },
        row_number: 'event',
        entries: 2,
      }),
    );
    expect([...table.columns.keys()]).toEqual(['event', 'label', 'lep_pt', 'm_wwbb', 'mass']);
    expect(table.columns.get('label')?.values).toEqual(Int8Array.of(1, 0));
    expect(values(table, 'lep_pt')).toEqual([-0.3436, 1.639]);
    expect(table.columns.get('lep_pt')?.unit).toBe('GeV');
    expect(values(table, 'm_wwbb')).toEqual([12 / 7, 12 / 7]);
    expect(values(table, 'mass')).toEqual([1000, 500]);
    expect(values(table, 'event')).toEqual([0n, 1n]);
  });

  test('a compressed file, CRLF and a last line without a break give the same table', async () => {
    const params = { columns: ['label', 'f3', 'mass'] };
    const plain = tableOf(await run(hepmass, params));
    for (const other of [
      gzipSync(hepmass),
      hepmass.replaceAll('\n', '\r\n'),
      hepmass.trimEnd(),
      `${hepmass}\n\n`,
      `\uFEFF${hepmass.slice(2)}`,
    ])
      expect(tableOf(await run(other, params))).toEqual(plain);
  });

  test('any table of numbers and texts is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.integer()), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.constantFrom(',', ';', '\t'),
        async (rows, separator) => {
          const clean = (text: string): string => text.replaceAll(/[\r\n]/g, '').trim();
          const quote = (text: string): string => `"${clean(text).replaceAll('"', '""')}"`;
          const lines = rows.map(([x, text, n]) => [x, quote(text), n].join(separator));
          const table = tableOf(
            await run([['x', '"a text"', 'n'].join(separator), ...lines].join('\n'), {
              columns: { x: 'x', text: 'a text', n: 'n' },
              types: { text: 'string', n: 'int64' },
              separator,
            }),
          );
          expect(values(table, 'x')).toEqual(rows.map(([x]) => x + 0));
          expect(values(table, 'text')).toEqual(rows.map(([, text]) => clean(text)));
          expect(values(table, 'n')).toEqual(rows.map(([, , n]) => BigInt(n)));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('texts that mean a missing value become missing, and only those', async () => {
    const table = tableOf(await run('a,b\n1,NA\n,2\n', { columns: ['a', 'b'], missing: ['', 'NA'] }));
    expect(table.columns.get('a')).toEqual({ values: Float64Array.of(1, 0), valid: Uint8Array.of(1, 0) });
    expect(table.columns.get('b')).toEqual({ values: Float64Array.of(0, 2), valid: Uint8Array.of(0, 1) });
  });

  test('a file without a header takes the names given', async () => {
    expect(values(tableOf(await run('1,2\n3,4\n', { header: ['a', 'b'], columns: ['b'] })), 'b')).toEqual([2, 4]);
  });

  test('events with NaN are refused, or dropped and counted', async () => {
    const text = 'a,b\n1,2\nnan,3\n4,inf\n';
    const error = await inputError(run(text, { columns: ['a', 'b'] }));
    expect(error.code).toBe('non-finite');
    expect(error.message).toContain("1 values of 'a' in 1 of 3 events (rows 1)");
    const { outputs, logs } = await run(text, { columns: ['a', 'b'], non_finite: 'drop' });
    expect(values(outputs.events as Table, 'a')).toEqual([1]);
    expect(outputs.quality).toMatchObject({ entries: 3, events: 1, dropped: 2 });
    expect(logs.map(({ level }) => level)).toContain('warn');
  });

  test('the checksum and the number of events must be those of the catalogue', async () => {
    const sha256 = createHash('sha256').update(hepmass).digest('hex');
    await run(hepmass, { columns: ['f0'], sha256, entries: 2 });
    expect((await inputError(run(`${hepmass}#`, { columns: ['f0'], sha256 }))).code).toBe('checksum');
    expect((await inputError(run(hepmass, { columns: ['f0'], entries: 3 }))).message).toMatch(
      /has 2 events.*Expected: 3/,
    );
  });

  test.each([
    ['a line cut off', hepmass.slice(0, -40), 'ragged-line', /csv:3: the line has 2\d cells.*29/],
    ['a word in a column of numbers', 'a,b\n1,2\n3,x7\n', 'not-a-number', /:3:3, branch 'b': 'x7' is no number/],
    ['an empty cell', 'a,b\n1,\n', 'empty-cell', /:2:3, branch 'b': the cell is empty/],
    ['an empty line in the middle', 'a,b\n1,2\n\n3,4\n', 'empty-line', /:3: this line is empty/],
    ['a column that is not there', 'a,c\n1,2\n', 'missing-column', /:1: there is no column 'b'.*one of a, c/],
    ['a file of numbers without a header', '0,1\n1,2\n', 'missing-column', /name the columns with `header/],
    ['two columns of one name', 'a,b,b\n1,2,3\n', 'duplicate-column', /two columns are called 'b'/],
  ])('%s is an error that names line and column', async (_, text, code, message) => {
    const params = text.startsWith('#') ? { columns: ['label', 'mass'] } : { columns: ['a', 'b'] };
    const error = await inputError(run(text, params));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('a whole-number column refuses fractions and what does not fit', async () => {
    for (const [text, type] of [
      ['1.5', 'int32'],
      ['128', 'int8'],
      ['9007199254740993', 'int64'],
    ])
      expect((await inputError(run(`a\n${text}\n`, { columns: ['a'], types: { a: type } }))).code).toBe(
        'integer-range',
      );
  });

  test('a compressed file that was cut off or altered is told as such', async () => {
    const text = `a,b\n${Array.from({ length: 20000 }, (_, row) => `${row},${(row * 7919) % 10007}`).join('\n')}\n`;
    const bytes = gzipSync(text);
    const cut = await inputError(run(bytes.subarray(0, bytes.length >> 1), { columns: ['a'] }));
    expect(cut.code).toBe('truncated-file');
    expect(cut.message).toMatch(/ends after \d+ lines/);
    const altered = Buffer.from(bytes);
    altered.fill(0xa5, bytes.length >> 1, (bytes.length >> 1) + 64);
    expect(['damaged-file', 'not-a-number', 'ragged-line']).toContain(
      (await inputError(run(altered, { columns: ['a'] }))).code,
    );
  });

  test('a file that is not there or empty is told as such', async () => {
    const missing = runTask(ingestCsv, { params: { columns: ['a'] }, inputs: { source: fileInput('/nowhere/a.csv') } });
    expect((await inputError(missing)).code).toBe('missing-file');
    expect((await inputError(run('', { columns: ['a'] }))).code).toBe('empty-file');
    expect((await inputError(run('\n', { columns: ['a'] }))).code).toBe('no-header');
  });

  test('names are checked when the campaign is planned', () => {
    const parse = (params: object) => ingestCsv.params.safeParse(params).success;
    expect(parse({ columns: ['a'] })).toBe(true);
    expect(parse({ columns: ['a', 'a'] })).toBe(false);
    expect(parse({ columns: ['a'], units: { b: 'GeV' } })).toBe(false);
    expect(parse({ columns: ['a'], types: { b: 'int8' } })).toBe(false);
    expect(parse({ columns: ['a'], row_number: 'a' })).toBe(false);
    expect(parse({ columns: ['a'], colums: ['b'] })).toBe(false);
  });
});
