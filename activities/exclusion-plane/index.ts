import { defineTask, InputError, json, records } from '../../schemas/index.ts';
import {
  documentsSchema,
  planeContourRow,
  planeIntervalRow,
  planePointRow,
  planeSummaryRow,
  type ReportDocument,
} from '../../schemas/results/index.ts';
import { hepdataTablesSchema } from '../limits/hepdata.ts';
import { noRows } from '../rows/no-rows.ts';
import { readRows, rowsInputs } from '../rows/read.ts';
import { planeFigures } from './figure.ts';
import { planeTables } from './hepdata.ts';
import { exclusionPlaneParams } from './params.ts';
import { planesOf } from './planes.ts';
import { excludedIn } from './regions.ts';
import { rangesTable } from './table.ts';

/**
 * The part of a plane of signal hypotheses that upper limits exclude: over two numbers by marching squares in the logarithm of the limit,
 * over a number and a name as intervals for each name. Takes rows with the columns of `limits` (expected; observed and the band where
 * they are known), with attributes carried along (`with:`) as columns.
 */
export const exclusionPlane = defineTask({
  kind: 'exclusion-plane',
  version: 3,
  queue: 'cpu',
  summary: 'Excluded region over two parameters of the signal: contours or intervals, HEPData tables, figures.',
  params: exclusionPlaneParams,
  inputs: rowsInputs,
  outputs: {
    grid: records(planePointRow),
    contours: records(planeContourRow),
    intervals: records(planeIntervalRow),
    summary: records(planeSummaryRow),
    hepdata: json(hepdataTablesSchema),
    documents: json(documentsSchema),
  },
  async run({ params, inputs, outputs, signal, log }) {
    const rows = await readRows(inputs, params);
    if (rows.length === 0) throw noRows(params.name);
    const planes = planesOf(rows, params);
    if (params.colours === 'observed' && !planes.some(({ points }) => points.some(({ observed }) => observed !== null)))
      throw new InputError('blind', 'the observed limits are to be shown in colours, but there are none', {
        expected: 'limits of models that are unblinded',
        mend: 'leave `colours` out while the analysis is blind',
      });
    const found = planes.map((plane) => ({ plane, ...excludedIn(plane, params.levels) }));
    for (const { plane, summary } of found) {
      const { name, discriminant } = plane;
      const [first] = summary;
      if (first === undefined) log.warn({ plane: name, discriminant }, 'there is no limit in this plane');
      else if (first.excluded_fraction === null)
        log.warn(
          { plane: name, discriminant },
          'no two neighbouring points of this plane have limits: nothing to interpolate',
        );
    }
    const summary = found.flatMap((one) => one.summary);
    const documents: ReportDocument[] = [];
    for (const name of new Set(planes.map((plane) => plane.name))) {
      signal.throwIfAborted();
      documents.push(
        ...(await planeFigures(
          planes.filter((plane) => plane.name === name),
          summary,
          params,
        )),
      );
    }
    const intervals = found.flatMap((one) => one.intervals);
    documents.push(...rangesTable(planes, intervals, params));
    await Promise.all([
      outputs.grid.write(planes.flatMap(({ points }) => points)),
      outputs.contours.write(found.flatMap(({ contours }) => contours)),
      outputs.intervals.write(intervals),
      outputs.summary.write(summary),
      outputs.hepdata.write(found.flatMap(({ plane, ...excluded }) => planeTables(plane, excluded, params))),
      outputs.documents.write(documents),
    ]);
  },
});
