import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { ingestParquet } from '../../activities/ingest-parquet/index.ts';
import { columnType, type Table } from '../../schemas/index.ts';
import { inputError } from '../support/failure.ts';
import { fileInput, runTask } from '../support/run-task.ts';
import { temporaryFiles } from '../support/temporary.ts';

const temporary = temporaryFiles();
let path = '';

beforeAll(async () => {
  path = await temporary('', 'parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (
    SELECT i::INTEGER AS event, i::UTINYINT AS flag, (i * 1000000007)::UBIGINT AS big, (i + 0.5)::FLOAT AS pt,
      CASE WHEN i = 1 THEN NULL ELSE i / 3 END AS met, 'p' || i AS process, (i > 0) AS tagged, [i] AS list
    FROM range(3) AS t(i)) TO '${path}' (FORMAT parquet)`);
});

const run = async (params: object, file = path): Promise<Table> =>
  (await runTask(ingestParquet, { params, inputs: { source: fileInput(file) } })).outputs.events as Table;

describe('ingest-parquet', () => {
  test('keeps types, texts and nulls; unsigned and boolean columns take the narrowest type that holds them', async () => {
    const table = await run({
      columns: {
        event: 'event',
        flag: 'flag',
        big: 'big',
        lep_pt: 'pt',
        met: 'met',
        process: 'process',
        tag: 'tagged',
      },
      units: { met: 'GeV' },
      entries: 3,
    });
    expect([...table.columns].map(([name, { values }]) => [name, columnType(values)])).toEqual([
      ['event', 'int32'],
      ['flag', 'int32'],
      ['big', 'int64'],
      ['lep_pt', 'float32'],
      ['met', 'float64'],
      ['process', 'string'],
      ['tag', 'int8'],
    ]);
    expect(table.columns.get('big')?.values).toEqual(BigInt64Array.of(0n, 1000000007n, 2000000014n));
    expect(table.columns.get('met')).toMatchObject({ valid: Uint8Array.of(1, 0, 1), unit: 'GeV' });
    expect(table.columns.get('process')?.values).toEqual(['p0', 'p1', 'p2']);
  });

  test('rows are numbered where the file has no event number', async () => {
    const table = await run({ columns: ['pt'], row_number: 'row' });
    expect(table.columns.get('row')?.values).toEqual(BigInt64Array.of(0n, 1n, 2n));
  });

  test('a column that is not there, or that holds lists, is an error that names it', async () => {
    const missing = await inputError(run({ columns: ['mass'] }));
    expect(missing.message).toMatch(/there is no column 'mass'.*event, flag/);
    expect((await inputError(run({ columns: ['list'] }))).message).toMatch(/'list' has the type .*\[\]/);
  });

  test('a file cut off, damaged, empty or of another format is told as such', async () => {
    const bytes = await readFile(path);
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 8, bytes.length - 8);
    for (const [content, code] of [
      [bytes.subarray(0, bytes.length - 20), 'truncated-file'],
      [damaged, 'damaged-file'],
      [Buffer.from('label,f0\n1,2\n'), 'not-parquet'],
      [Buffer.alloc(0), 'empty-file'],
    ] as const)
      expect((await inputError(run({ columns: ['pt'] }, await temporary(content, 'parquet')))).code).toBe(code);
    expect((await inputError(run({ columns: ['pt'], entries: 2 }))).code).toBe('entries');
    expect((await inputError(run({ columns: ['pt'], sha256: '0'.repeat(64) }))).code).toBe('checksum');
  });
});
