import { z } from 'zod';
import { defineTask, json, many, records } from '../../schemas/index.ts';
import { massPointRow, scoreQuality, summarySchema, yieldsRow } from '../../schemas/results/index.ts';
import { massPointRows } from './mass-points.ts';
import { readReference } from './reference.ts';
import { significances } from './significances.ts';

/**
 * Sets one category's network beside cut and count, mass point by mass point and channel by channel. Nothing is computed from events here: a
 * changed cut reads no score again.
 */
export const compare = defineTask({
  kind: 'compare',
  version: 2,
  queue: 'cpu',
  brief: true,
  summary: 'Compares the network of a category with cut and count.',
  params: z.strictObject({}),
  inputs: { quality: json(scoreQuality), mass_points: records(massPointRow), yields: many(records(yieldsRow)) },
  outputs: { summary: json(summarySchema), mass_points: records(massPointRow) },
  async run({ inputs, outputs }) {
    const [quality, network] = await Promise.all([inputs.quality.read(), inputs.mass_points.read()]);
    const reference = await readReference(inputs.yields, [...new Set(network.map(({ mass_gev: mass }) => mass))]);
    const rows = massPointRows(network, reference);
    await Promise.all([
      outputs.summary.write({ ...quality, significance: significances(rows) }),
      outputs.mass_points.write(rows),
    ]);
  },
});
