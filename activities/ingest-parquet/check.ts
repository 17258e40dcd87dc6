import { InputError } from '../../schemas/index.ts';
import { truncated, type ByteSource } from '../ingest/root/index.ts';

const magic = 'PAR1';

/** A Parquet file begins and ends with `PAR1`. @throws InputError `not-parquet`, `truncated-file` */
export async function checkParquet(source: ByteSource): Promise<void> {
  const { size, place } = source;
  const first = size < 4 ? '' : (await source.read(0, 4)).toString('latin1');
  if (first !== magic)
    throw new InputError('not-parquet', 'it does not begin like a Parquet file', {
      place,
      expected: `the bytes ${magic}`,
      mend: 'check the file, or take the task kind that reads its format (ingest, ingest-csv)',
    });
  const last = size < 12 ? '' : (await source.read(size - 4, 4)).toString('latin1');
  if (last !== magic) throw truncated(place, 'the file has no end: a Parquet file keeps its index there');
}
