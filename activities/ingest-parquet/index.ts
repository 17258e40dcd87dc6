import { defineTask, file, json, table } from '../../schemas/index.ts';
import { verifyChecksum } from '../ingest/verify.ts';
import { openSource } from '../ingest/root/index.ts';
import { finishTable } from '../tabular/finish.ts';
import { tabularColumns } from '../tabular/params.ts';
import { qualitySchema } from '../tabular/quality.ts';
import { checkParquet } from './check.ts';
import { ingestParquetParams } from './params.ts';
import { readParquet } from './read.ts';

/** A Parquet file as a table: one event a row, the columns that are named, nulls as missing values. */
export const ingestParquet = defineTask({
  kind: 'ingest-parquet',
  version: 1,
  queue: 'io',
  summary: 'reads a flat Parquet table: one event a row',
  params: ingestParquetParams,
  inputs: { source: file('parquet') },
  outputs: { events: table(), quality: json(qualitySchema) },
  columns: (params) => ({ events: tabularColumns(params) }),
  async run({ params, inputs, outputs, log, progress }) {
    const place = { file: inputs.source.origin };
    const source = await openSource(inputs.source.path, place);
    try {
      await checkParquet(source);
      if (params.sha256 !== null) await verifyChecksum(source, params.sha256);
    } finally {
      await source.close();
    }
    const read = await readParquet(inputs.source.path, params, place);
    const { events, quality } = finishTable(read, params, place, log);
    progress({ fraction: 1, message: `${events.rows} events` });
    await Promise.all([outputs.events.write(events), outputs.quality.write(quality)]);
  },
});
