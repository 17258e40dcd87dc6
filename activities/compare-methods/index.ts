import { defineTask, many, records, table } from '../../schemas/index.ts';
import { methodDifferenceRow, methodRow, type MethodDifferenceRow } from '../../schemas/results/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import { pairedDifference, poissonMultiplicities } from '../../science/metrics/index.ts';
import { checkScoredColumns, readScoredEvents } from '../scored-events/index.ts';
import { spreadOf } from '../significance/spread.ts';
import { effectiveBackground, judgesOf } from './judge.ts';
import { cutName, IDENTITY, readMethods } from './methods.ts';
import { compareMethodsParams, type CompareMethodsParams } from './params.ts';

/**
 * Compares networks, trees, ensembles of them and fixed cuts on the very same events: the expected significance of each, with its
 * uncertainty from the finite simulation, and the differences to a reference on the same resamples (paired bootstrap over particle-level
 * events, each method's cuts chosen anew in each), so that what moves all methods alike cancels.
 */
export const compareMethods = defineTask({
  kind: 'compare-methods',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Compares networks, trees, ensembles and cuts on the same events, with paired bootstrap uncertainties.',
  params: compareMethodsParams,
  inputs: { events: many(table()), scores: many(table()) },
  outputs: { methods: records(methodRow), differences: records(methodDifferenceRow) },
  columns: (params, { events }) => {
    checkScoredColumns(events, { channels: params.channels, columns: IDENTITY, regions: cutsOf(params) });
    return {};
  },
  async run({ params, inputs, outputs, seed, signal, progress, log }) {
    const events = await readScoredEvents(inputs.events, {
      channels: params.channels,
      signalBy: params.signal_by,
      part: params.part,
      columns: IDENTITY,
      regions: cutsOf(params),
    });
    const methods = await readMethods(inputs.scores, events, params);
    const judges = methods.map((method) => judgesOf(method, events, params.minimum_effective_background));
    const judge = (multiplicities: Float64Array): (number | null)[][] =>
      judges.map((ofMethod) => ofMethod.map((one) => one(multiplicities)));
    const values = judge(new Float64Array(events.rows).fill(1));
    const resamples: (number | null)[][][] = [];
    for (let resample = 0; resample < params.resamples; resample++) {
      const drawn = poissonMultiplicities(events.groupCount, randomStream(seed, 'bootstrap', resample).uniform);
      resamples.push(judge(Float64Array.from(events.groups, (group) => drawn[group] as number)));
      // A pause: word of a cancellation can come through.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      progress({ fraction: (resample + 1) / params.resamples });
    }
    const reference = methods.findIndex(({ name }) => name === params.reference);
    const differences: MethodDifferenceRow[] = [];
    const rows = events.hypotheses.flatMap(({ name, mass }, h) =>
      methods.map((method, m) => {
        const place = { signal: name, mass_gev: mass, method: method.name };
        const drawn = resamples.flatMap((all) => all[m]?.[h] ?? []);
        const value = values[m]?.[h] ?? null;
        const pairs = resamples.flatMap((all) => {
          const [a, b] = [all[m]?.[h] ?? null, all[reference]?.[h] ?? null];
          return a === null || b === null ? [] : [a - b];
        });
        const other = values[reference]?.[h] ?? null;
        // Where most resamples have no significance the rest would not stand for the whole.
        if (m !== reference && value !== null && other !== null && pairs.length >= params.resamples / 2) {
          const { value: difference, ...spread } = pairedDifference(value - other, pairs);
          differences.push({ ...place, reference: params.reference, difference, ...spread });
        }
        const effective = effectiveBackground(method, events, h, params.minimum_effective_background);
        if (effective < 5) log.warn({ ...place, effective }, 'fewer than five effective background events');
        return {
          ...place,
          significance: value,
          error: value === null ? null : spreadOf(drawn).error,
          background_effective: effective,
        };
      }),
    );
    await Promise.all([outputs.methods.write(rows), outputs.differences.write(differences)]);
  },
});

/** The conditions of all fixed cuts, as regions. */
const cutsOf = ({ cuts }: CompareMethodsParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(cuts).flatMap(([name, conditions]) => conditions.map((cut, i) => [cutName(name, i), cut] as const)),
  );
