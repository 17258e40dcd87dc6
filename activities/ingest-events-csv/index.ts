import { defineTask, file, table } from '../../schemas/index.ts';
import { openSource } from '../ingest/root/index.ts';
import { verifyChecksum } from '../ingest/verify.ts';
import { verifyRows } from '../tabular/finish.ts';
import { eventTable } from './events.ts';
import { ingestEventsCsvParams } from './params.ts';
import { parseEvents } from './parse.ts';

/**
 * Events in the format of the DarkMachines data challenge (arXiv:2105.14027), plain or compressed with gzip: lines of different
 * length become a table with a fixed number of slots for each kind of object, null where an event has fewer.
 */
export const ingestEventsCsv = defineTask({
  kind: 'ingest-events-csv',
  version: 1,
  queue: 'io',
  summary: 'reads DarkMachines events (ragged .csv, .csv.gz): objects selected, sorted and kept up to a number',
  params: ingestEventsCsvParams,
  inputs: { source: file('csv') },
  outputs: { events: table() },
  async run({ params, inputs, outputs, signal, log, progress }) {
    const place = { file: inputs.source.origin };
    const source = await openSource(inputs.source.path, place);
    try {
      if (params.sha256 !== null) await verifyChecksum(source, params.sha256);
    } finally {
      await source.close();
    }
    const parsed = await parseEvents(inputs.source.path, place, signal);
    verifyRows(parsed.events, params.entries, place);
    if (parsed.events === 0) log.warn(place, 'the file has no events');
    progress({ fraction: 1, message: `${parsed.events} events` });
    await outputs.events.write(eventTable(parsed, params, place));
  },
});
