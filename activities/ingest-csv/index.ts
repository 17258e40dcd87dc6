import { defineTask, file, json, table } from '../../schemas/index.ts';
import { verifyChecksum } from '../ingest/verify.ts';
import { openSource } from '../ingest/root/index.ts';
import { finishTable } from '../tabular/finish.ts';
import { tabularColumns } from '../tabular/params.ts';
import { qualitySchema } from '../tabular/quality.ts';
import { ingestCsvParams } from './params.ts';
import { readCsv } from './read.ts';

/** A CSV file, plain or compressed with gzip, as a table: one event a line, the columns that are named. */
export const ingestCsv = defineTask({
  kind: 'ingest-csv',
  version: 1,
  queue: 'io',
  summary: 'reads a CSV table (.csv, .csv.gz): one event a line',
  params: ingestCsvParams,
  inputs: { source: file('csv') },
  outputs: { events: table(), quality: json(qualitySchema) },
  columns: (params) => ({ events: tabularColumns(params) }),
  async run({ params, inputs, outputs, signal, log, progress }) {
    const place = { file: inputs.source.origin };
    const source = await openSource(inputs.source.path, place);
    try {
      if (params.sha256 !== null) await verifyChecksum(source, params.sha256);
    } finally {
      await source.close();
    }
    const read = await readCsv(inputs.source.path, params, place, signal);
    const { events, quality } = finishTable(read, params, place, log);
    progress({ fraction: 1, message: `${events.rows} events` });
    await Promise.all([outputs.events.write(events), outputs.quality.write(quality)]);
  },
});
