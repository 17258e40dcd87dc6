import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '../support/properties.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Column, Table } from '../../schemas/index.ts';
import { decodeRecords, encodeRecords, readTable, tableShape, writeTable } from '../../store/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-tables-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const masks = (rows: number) =>
  fc.option(fc.uint8Array({ minLength: rows, maxLength: rows, max: 1 }), { nil: undefined });
const columnOf = (rows: number): fc.Arbitrary<Column> => {
  const of = { minLength: rows, maxLength: rows };
  const values = fc.oneof(
    fc.float64Array(of),
    fc.float32Array(of),
    fc.int32Array(of),
    fc.int8Array(of),
    fc.bigInt64Array(of),
    fc.array(fc.string(), of),
  );
  return fc
    .tuple(values, masks(rows))
    .map(([data, valid]) => (valid === undefined ? { values: data } : { values: data, valid }));
};
const tables: fc.Arbitrary<Table> = fc.integer({ min: 0, max: 300 }).chain((rows) =>
  fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z_"' ]{1,8}$/), columnOf(rows)), {
      selector: ([name]) => name.toLowerCase(),
      minLength: 1,
      maxLength: 5,
    })
    .map((columns) => ({ rows, columns: new Map(columns) })),
);

/** Values with null where there is none. */
const shown = ({ values, valid }: Column): unknown[] =>
  Array.from(values as ArrayLike<unknown>, (value, row) =>
    valid?.[row] === 0 ? null : Object.is(value, -0) ? 0 : value,
  );

describe('tables of events', () => {
  test('come back as they were written: types, order, missing values', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const path = join(folder, 'table.parquet');
        await writeTable(path, table);
        const back = await readTable(path);
        expect(back.rows).toBe(table.rows);
        expect([...back.columns.keys()]).toEqual([...table.columns.keys()]);
        for (const [name, column] of table.columns) {
          const found = back.columns.get(name);
          if (found === undefined) throw new Error(`no column ${name}`);
          expect(shown(found)).toEqual(shown(column));
          expect(found.values.constructor).toBe(column.values.constructor);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('equal tables are equal files; many chunks keep their order', async () => {
    const rows = 10_000;
    const table: Table = {
      rows,
      columns: new Map<string, Column>([
        ['n', { values: Int32Array.from({ length: rows }, (_, row) => row) }],
        [
          'x',
          {
            values: Float32Array.from({ length: rows }, (_, row) => Math.sin(row)),
            valid: new Uint8Array(rows).map((_, row) => row % 3 && 1),
          },
        ],
      ]),
    };
    await writeTable(join(folder, 'a.parquet'), table);
    await writeTable(join(folder, 'b.parquet'), table);
    expect(await readFile(join(folder, 'a.parquet'))).toEqual(await readFile(join(folder, 'b.parquet')));
    const back = await readTable(join(folder, 'a.parquet'), ['x', 'n']);
    expect([...back.columns.keys()]).toEqual(['x', 'n']);
    expect(back.columns.get('n')?.values).toEqual(table.columns.get('n')?.values);
    expect(await tableShape(join(folder, 'a.parquet'))).toEqual({
      rows,
      columns: new Map([
        ['n', 'int32'],
        ['x', 'float32'],
      ]),
    });
  });

  test('a column that is not there is an error that lists those that are', async () => {
    const path = join(folder, 'c.parquet');
    await writeTable(path, { rows: 1, columns: new Map([['met', { values: Float32Array.of(50) }]]) });
    await expect(readTable(path, ['mett'])).rejects.toThrow(/no column 'mett'.*one of met/);
  });
});

describe('result tables', () => {
  const row = z.strictObject({
    step: z.string(),
    events: z.int(),
    weight: z.number().nullable(),
    kept: z.boolean(),
    channel: z.enum(['ee', 'mumu']),
  });

  test('come back as they were written, nulls too; an empty one keeps its columns', async () => {
    const rows = [
      { step: 'all', events: 7150, weight: 1684290.4453820835, kept: true, channel: 'ee' as const },
      { step: 'met', events: 0, weight: null, kept: false, channel: 'mumu' as const },
    ];
    for (const some of [rows, []]) expect(await decodeRecords(await encodeRecords(row, some), row)).toEqual(some);
  });

  test('a row that does not fit the schema is refused before anything is written', async () => {
    await expect(encodeRecords(row, [{ step: 1 }])).rejects.toThrow();
  });
});
