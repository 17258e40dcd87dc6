import { describe, expect, test } from 'vitest';
import { compareMethods } from '../../activities/compare-methods/index.ts';
import { significance } from '../../activities/significance/index.ts';
import type { Table } from '../../schemas/index.ts';
import type {
  MethodDifferenceRow,
  MethodRow,
  SignificanceBinRow,
  SignificanceScanRow,
  SignificanceSummaryRow,
} from '../../schemas/results/index.ts';
import { asimovSignificance, asimovSignificanceWithUncertainty } from '../../science/statistics/index.ts';
import { runTask, tableInput } from '../support/run-task.ts';
import { scoredTable } from './events.ts';

async function significancesOf(params: object = {}, table: Table = scoredTable()) {
  const { outputs, logs } = await runTask(significance, {
    params: {
      channels: { ee: 0, mumu: 1 },
      resamples: 40,
      binning: { bins: 4, minimum_effective_background: 10 },
      ...params,
    },
    inputs: { events: [tableInput(table)] },
  });
  return {
    ...(outputs as { bins: SignificanceBinRow[]; scan: SignificanceScanRow[]; summary: SignificanceSummaryRow[] }),
    logs,
  };
}

describe('significance', () => {
  test('each bin and each cut has the significance of what it holds, with and without uncertainty', async () => {
    const { bins, scan } = await significancesOf({ background_uncertainty: 0.2 });
    for (const { signal_events: s, background: b, background_error: error, ...bin } of bins) {
      expect(bin.significance).toBeCloseTo(asimovSignificance(s, b), 10);
      const sigma = Math.hypot(0.2 * b, error);
      expect(bin.significance_with_uncertainty).toBeCloseTo(asimovSignificanceWithUncertainty(s, b, sigma), 10);
      expect(bin.low_statistics).toBe(bin.background_effective < 5);
    }
    const ee = scan.filter(({ channel, signal }) => channel === 'ee' && signal === '200');
    expect(ee.length).toBeGreaterThan(50);
    expect(ee.length).toBeLessThanOrEqual(200);
    expect(ee.at(-1)?.signal_events).toBeGreaterThan(ee[0]?.signal_events ?? NaN);
  });

  test('the best cut is the best of the scan; channels add in quadrature; uncertainties only take away', async () => {
    const [known, unknown] = await Promise.all([significancesOf(), significancesOf({ background_uncertainty: 0.3 })]);
    const of = (
      rows: readonly SignificanceSummaryRow[],
      channel: string,
      method: string,
    ): SignificanceSummaryRow | undefined =>
      rows.find((row) => row.signal === '200' && row.channel === channel && row.method === method);
    const cuts = ['ee', 'mumu'].map((channel) => of(known.summary, channel, 'best-cut'));
    for (const cut of cuts) {
      const allowed = known.scan.filter(
        (row) => row.signal === '200' && row.channel === cut?.channel && row.background_effective >= 3,
      );
      for (const { significance: z } of allowed) expect(z ?? 0).toBeLessThanOrEqual((cut?.significance ?? 0) + 1e-12);
      expect(cut?.error).toBeGreaterThan(0);
      expect(cut?.threshold_error).toBeGreaterThan(0);
    }
    const combined = of(known.summary, 'combined', 'best-cut');
    expect(combined?.significance).toBeCloseTo(Math.hypot(...cuts.map((cut) => cut?.significance ?? NaN)), 12);
    const quadrature = of(known.summary, 'combined', 'bins-in-quadrature')?.significance ?? NaN;
    const likelihood = of(known.summary, 'combined', 'likelihood')?.significance ?? NaN;
    expect(likelihood).toBeLessThan(quadrature);
    expect(of(unknown.summary, 'combined', 'likelihood')?.significance).toBeLessThan(likelihood);
  });

  test('the likelihood of a single bin agrees with the closed formula with uncertainty to 2 %', async () => {
    const { bins, summary } = await significancesOf({
      channels: {},
      background_uncertainty: 0,
      binning: { method: 'equal-width', bins: 1 },
    });
    for (const { signal, significance_with_uncertainty: z } of bins) {
      const row = summary.find((one) => one.signal === signal && one.method === 'likelihood');
      expect(Math.abs((row?.significance ?? NaN) / (z ?? NaN) - 1)).toBeLessThan(0.02);
    }
  });

  test('a signal of 1e-15 of the size has 1e-15 of the significance, also by the likelihood', async () => {
    const binning = { method: 'equal-width', bins: 4 };
    const [small, tiny] = await Promise.all(
      [2e-5, 2e-17].map((signalWeight) => significancesOf({ binning, resamples: 20 }, scoredTable({ signalWeight }))),
    );
    for (const [i, row] of (small?.summary ?? []).entries()) {
      if (row.channel === 'combined' && row.method !== 'best-cut')
        expect(((tiny?.summary[i]?.significance ?? NaN) / (row.significance ?? NaN)) * 1e12).toBeCloseTo(1, 2);
    }
  });

  test('few effective events are told', async () => {
    const { summary, logs } = await significancesOf(
      { minimum_effective_background: 0, binning: { bins: 2 } },
      scoredTable({ events: 300 }),
    );
    expect(summary.some(({ low_statistics: low }) => low)).toBe(true);
    expect(logs.some(({ message }) => message.includes('fewer than five effective background events'))).toBe(true);
  });
});

describe('compare-methods', () => {
  /** The events with an identity, and scores of other methods of the same events in another order. */
  function methods() {
    const table = scoredTable();
    const event = { values: Int32Array.from({ length: table.rows }, (_, row) => row) };
    const events = { rows: table.rows, columns: new Map([...table.columns, ['event', event] as const]) };
    const scores = (of: (score: number, row: number) => number): Table => {
      const order = Int32Array.from({ length: table.rows }, (_, row) => table.rows - 1 - row);
      const [score, dsid] = ['score', 'dsid'].map((name) => table.columns.get(name)?.values as Float64Array);
      return {
        rows: table.rows,
        columns: new Map([
          ['dsid', { values: Int32Array.from(order, (row) => dsid?.[row] ?? NaN) }],
          ['event', { values: order }],
          ['score', { values: Float64Array.from(order, (row) => of(score?.[row] ?? NaN, row)) }],
        ]),
      };
    };
    const noise = (row: number): number => ((row * 2654435761) % 1000) / 1000;
    return {
      events,
      network: scores((score) => score),
      poor: scores((score, row) => 0.3 * score + 0.7 * noise(row)),
    };
  }

  test('knows the better method on the same events, with a smaller uncertainty than that of either', async () => {
    const { events, network, poor } = methods();
    const { outputs } = await runTask(compareMethods, {
      params: {
        channels: { ee: 0, mumu: 1 },
        method_by: ['method'],
        reference: 'network',
        ensembles: { both: { of: ['*'], by: 'mean' } },
        cuts: { cuts: ['ht > 60'], 'the same score': ['score >= 0'] },
        resamples: 60,
      },
      inputs: {
        events: [tableInput(events)],
        scores: [tableInput(network, { method: 'network' }), tableInput(poor, { method: 'poor' })],
      },
    });
    const rows = (outputs.methods as MethodRow[]).filter(({ signal }) => signal === '200');
    expect(rows.map(({ method }) => method)).toEqual(['network', 'poor', 'both', 'cuts', 'the same score']);
    const of = (name: string): MethodRow | undefined => rows.find(({ method }) => method === name);
    expect(of('network')?.significance).toBeGreaterThan(of('poor')?.significance ?? NaN);
    const differences = (outputs.differences as MethodDifferenceRow[]).filter(({ signal }) => signal === '200');
    expect(differences.map(({ method }) => method)).toEqual(['poor', 'both', 'cuts', 'the same score']);
    const poorer = differences[0];
    expect(poorer?.difference).toBeCloseTo(
      (of('poor')?.significance ?? NaN) - (of('network')?.significance ?? NaN),
      12,
    );
    expect(poorer?.better).toBeLessThan(0.1);
    expect(poorer?.error).toBeLessThan(Math.hypot(of('network')?.error ?? NaN, of('poor')?.error ?? NaN) * 1.2);
    // A cut that lets everything pass has the significance of all events.
    const weights = events.columns.get('weight')?.values as Float64Array;
    const [labels, channel, mass] = ['label', 'channel', 'mass_gev'].map(
      (name) => events.columns.get(name)?.values as Float64Array,
    );
    const sums = [0, 1].map((wanted) =>
      [0, 1].map((label) =>
        weights.reduce(
          (sum, weight, row) =>
            sum +
            (channel?.[row] === wanted && labels?.[row] === label && (label === 0 || mass?.[row] === 200) ? weight : 0),
          0,
        ),
      ),
    );
    const z = Math.hypot(...sums.map(([b = NaN, s = NaN]) => asimovSignificance(s, b)));
    expect(of('the same score')?.significance).toBeCloseTo(z, 10);
  });

  test('an event without a score, a reference that is not there: errors that say so', async () => {
    const { events, network } = methods();
    const short = new Map(
      [...network.columns].map(([name, { values }]) => [name, { values: values.slice(1) }] as const),
    );
    const run = (scores: Table, reference: string) =>
      runTask(compareMethods, {
        params: { method_by: ['method'], reference, resamples: 20 },
        inputs: { events: [tableInput(events)], scores: [tableInput(scores, { method: 'network' })] },
      });
    await expect(run({ rows: network.rows - 1, columns: short }, 'network')).rejects.toThrow(/has no score/);
    await expect(run(network, 'bdt')).rejects.toThrow(/there is no method 'bdt'.*network/);
  });
});
