import { InputError, type InputPlace, type Table } from '../../schemas/index.ts';
import { readTable } from '../../store/index.ts';
import { wantedColumns, type TabularParams } from '../tabular/params.ts';

/**
 * The wanted columns of a Parquet file, under their new names. Nulls are missing values.
 * @throws InputError `missing-column`, `column-type`, `damaged-file`
 */
export async function readParquet(path: string, params: TabularParams, place: InputPlace): Promise<Table> {
  const wanted = wantedColumns(params);
  const inFile = [...new Set(wanted.map(([, column]) => column))];
  const read = await readTable(path, inFile).catch((error: unknown) => {
    throw named(error, path, place);
  });
  return {
    rows: read.rows,
    columns: new Map(
      wanted.map(([name, column]) => {
        const found = read.columns.get(column);
        if (found === undefined) throw new Error(`the column ${column} was asked for and not read`);
        return [name, found] as const;
      }),
    ),
  };
}

/** The same error with the name that a person knows the file by. */
function named(error: unknown, path: string, place: InputPlace): unknown {
  if (error instanceof InputError)
    return new InputError(error.code, error.message.replaceAll(path, place.file ?? path));
  const text = error instanceof Error ? error.message : '';
  if (!/invalid input error|tprotocol|snappy|zstd|gzip|corrupt|thrift|parquet|out of buffer/i.test(text)) return error;
  return new InputError(
    'damaged-file',
    `the file cannot be read: ${text.replaceAll(path, place.file ?? path).split('\n')[0]}`,
    {
      place,
      mend: 'copy the file again from its source; if it is damaged there too, produce it again',
    },
  );
}
