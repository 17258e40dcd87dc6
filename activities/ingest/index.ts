import { z } from 'zod';
import { defineTask, file, json, table } from '../../schemas/index.ts';
import { readEvents } from './events.ts';
import { columnsOf, ingestParams } from './params.ts';
import { checkFileHeader, openSource, openTree } from './root/index.ts';
import { verifyChecksum, verifyEntries } from './verify.ts';

/** What was read and what was left out. */
const quality = z.strictObject({
  entries: z.number().int(),
  events: z.number().int(),
  dropped: z.number().int(),
  non_finite: z.array(z.strictObject({ branch: z.string(), values: z.number().int(), events: z.number().int() })),
});

/**
 * One sample's ROOT tree as a table: scalars with their types, and for each kind of object its number and the fields of
 * the first ones after selection and sorting (`lep1_pt`, ...; null where an event has fewer).
 */
export const ingest = defineTask({
  kind: 'ingest',
  version: 1,
  queue: 'io',
  summary: 'reads a ROOT tree: scalars, and objects selected, sorted and kept up to a number',
  params: ingestParams,
  inputs: { source: file('root') },
  outputs: { events: table(), quality: json(quality) },
  columns: (params) => ({ events: columnsOf(params) }),
  async run({ params, inputs, outputs, signal, log, ...context }) {
    const sample = params.dsid === null ? {} : { sample: String(params.dsid) };
    const source = await openSource(inputs.source.path, { ...sample, file: inputs.source.origin });
    try {
      await checkFileHeader(source);
      if (params.sha256 !== null) await verifyChecksum(source, params.sha256);
      const tree = await openTree(source, params.tree);
      if (params.entries !== null) verifyEntries(tree, params.entries);
      if (tree.entries === 0) log.warn(source.place, `tree '${tree.name}' has no events`);
      const { events, dropped, nonFinite } = await readEvents(tree, params, log, signal);
      context.progress({ fraction: 1, message: `${events.rows} events` });
      await outputs.events.write(events);
      await outputs.quality.write({
        entries: tree.entries,
        events: events.rows,
        dropped,
        non_finite: nonFinite.map(({ branch, values, rows }) => ({ branch, values, events: rows.length })),
      });
    } finally {
      await source.close();
    }
  },
});
