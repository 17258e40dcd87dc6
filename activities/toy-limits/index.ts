import { anyNumber, defineTask, InputError, json, many, records } from '../../schemas/index.ts';
import {
  limitCurveRow,
  splitCountsRow,
  toyComparisonRow,
  toyLimitRow,
  toyScanRow,
} from '../../schemas/results/index.ts';
import { limitCurves } from '../limits/curves.ts';
import { hypothesisOf } from '../limits/theory.ts';
import { toyRangesSchema } from '../toys/schema.ts';
import { joinRanges } from './join.ts';
import { toyLimitsParams } from './params.ts';
import { toyRowsOf } from './rows.ts';

/**
 * Puts ranges of toys together: CLs at every strength of the scan and the upper limits where it falls to the level, with standard errors
 * from the number of toys, beside those by asymptotic distributions. Attributes to carry along (`with:`) as for `limits`: model and scenario
 * with the toys.
 */
export const toyLimits = defineTask({
  kind: 'toy-limits',
  version: 3,
  queue: 'cpu',
  seeded: true,
  summary: 'Upper limits (CLs) from toys, with their errors, beside the asymptotic ones.',
  params: toyLimitsParams,
  inputs: { toys: many(json(toyRangesSchema)), samples: anyNumber(records(splitCountsRow)) },
  outputs: {
    limits: records(toyLimitRow),
    comparison: records(toyComparisonRow),
    scan: records(toyScanRow),
    curves: records(limitCurveRow),
  },
  async run({ params, inputs, outputs, seed, signal, progress, log }) {
    const samples = inputs.samples.map(({ attributes }) => attributes).filter(({ kind }) => kind === 'signal');
    const ranges = await Promise.all(
      inputs.toys.map(async ({ attributes, origin, read }) =>
        (await read()).map((range) => ({ range, attributes, origin })),
      ),
    );
    const joined = joinRanges(ranges.flat());
    if (joined.length === 0) throw new InputError('no-toys', 'there are no toys', { expected: 'outputs of `toys`' });
    const other = joined.find(({ range }) => range.asymptotic.level !== params.level)?.range.asymptotic.level;
    if (other !== undefined)
      throw new InputError('toys-level', `the toys were drawn for limits at ${other}, not ${params.level}`, {
        expected: 'the same `level` in toys and toy-limits',
      });
    const rows = [];
    for (const [i, one] of joined.entries()) {
      const { range, attributes } = one;
      const hypothesis = hypothesisOf(attributes, range, samples, params.match);
      const found = toyRowsOf(one, hypothesis, params, seed);
      if (found.limit.message !== '')
        log.warn({ signal: range.signal, discriminant: range.discriminant }, found.limit.message);
      rows.push(found);
      progress({ fraction: (i + 1) / joined.length });
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    const limits = rows.map(({ limit }) => limit);
    await Promise.all([
      outputs.limits.write(limits),
      outputs.comparison.write(rows.flatMap(({ comparison }) => comparison)),
      outputs.scan.write(rows.flatMap(({ scan }) => scan)),
      outputs.curves.write(limitCurves(limits)),
    ]);
  },
});
