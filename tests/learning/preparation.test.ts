import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, Table } from '../../schemas/index.ts';
import {
  eventSet,
  featureMatrix,
  fitInputs,
  networkInputs,
  requireFeatures,
  subsetRows,
  subsetTotals,
  type LearningSample,
  type Padding,
} from '../../science/learning/index.ts';

const table = (columns: Readonly<Record<string, Column>>): Table => ({
  rows: Object.values(columns)[0]?.values.length ?? 0,
  columns: new Map(Object.entries(columns)),
});

/** Two features of which `b` is missing in events 1 and 4; events 0-3 are for training, 4 and 5 for validation. */
const values = {
  a: { values: Float64Array.of(1, 2, 3, 6, 10, 20) },
  b: { values: Float32Array.of(4, 99, 8, 6, 77, 5), valid: Uint8Array.of(1, 0, 1, 1, 0, 1) },
};
const sample = (signal: boolean): LearningSample => ({
  name: signal ? 'signal' : 'background',
  signal,
  matrix: featureMatrix(table(values), ['a', 'b'], 'test'),
  weights: Float64Array.of(1, -2, 3, 4, 5, -6),
  split: Int8Array.of(0, 0, 0, 0, 1, 1),
});
const samples = [sample(true), sample(false)];
const policies = { balancing: 'signal-up-by-weight', negativeWeights: 'absolute' } as const;

function prepared(padding: Padding, normaliser: Parameters<typeof fitInputs>[3], code = 0) {
  const inputs = fitInputs(samples, subsetRows(samples, 0), padding, normaliser);
  const set = eventSet(samples, subsetRows(samples, code), inputs, policies);
  const rows = Array.from(set.labels, (_, row) => [
    ...set.features.subarray(row * inputs.length, (row + 1) * inputs.length),
  ]);
  return { inputs, rows, set };
}

describe('a feature matrix', () => {
  test('has NaN where a value is missing, and is made once for the same columns', () => {
    const columns = table(values);
    const matrix = featureMatrix(columns, ['b', 'a'], 'test');
    expect([...matrix.values.subarray(0, 6)]).toEqual([4, 1, NaN, 2, 8, 3]);
    expect(featureMatrix(table({ ...values }), ['b', 'a'], 'test')).toBe(matrix);
    expect(featureMatrix(columns, ['a'], 'test')).not.toBe(matrix);
    const other = { a: { values: values.a.values.slice() }, b: values.b };
    expect(featureMatrix(table(other), ['b', 'a'], 'test')).not.toBe(matrix);
  });

  test.each([NaN, Infinity, -Infinity, 1e300])('refuses %d, naming column, sample, first row and how many', (bad) => {
    const columns = table({ met: { values: Float64Array.of(1, bad, 3, bad) } });
    expect(() => featureMatrix(columns, ['met'], 'sample 110102')).toThrow(
      /sample 110102, row 1: the feature 'met' is NaN or infinite in 2 of 4 events/,
    );
  });

  test('takes NaN where the value is missing anyway', () => {
    const columns = table({ met: { values: Float64Array.of(1, NaN), valid: Uint8Array.of(1, 0) } });
    expect([...featureMatrix(columns, ['met'], 'test').values]).toEqual([1, NaN]);
  });

  test('refuses text, and names the nearest column when one is absent', () => {
    expect(() => featureMatrix(table({ process: { values: ['a'] } }), ['process'], 's')).toThrow(/holds text/);
    expect(() => {
      requireFeatures(['met', 'met_sig', 'mll'], ['mll', 'metsig'], 's');
    }).toThrow(/no column 'metsig'.* Did you mean 'met_sig'\?/);
  });
});

describe('padding', () => {
  test.each<[Padding, number[][]]>([
    [
      'zero',
      [
        [1, 4],
        [2, 0],
        [3, 8],
        [6, 6],
      ],
    ],
    [
      'mean',
      [
        [1, 4],
        [2, 6],
        [3, 8],
        [6, 6],
      ],
    ],
    [
      { out_of_range: -99 },
      [
        [1, 4],
        [2, -99],
        [3, 8],
        [6, 6],
      ],
    ],
    [
      'drop-events',
      [
        [1, 4],
        [3, 8],
        [6, 6],
      ],
    ],
    ['drop-features', [[1], [2], [3], [6]]],
    [
      'indicator',
      [
        [1, 4, 0],
        [2, 0, 1],
        [3, 8, 0],
        [6, 6, 0],
      ],
    ],
  ])('%o', (padding, expected) => {
    const { rows } = prepared(padding, 'none');
    expect(rows).toEqual([...expected, ...expected]);
  });

  test('is fitted on the training events and applied to others', () => {
    expect(prepared('mean', 'none', 1).rows[0]).toEqual([10, 6]);
    expect(prepared('drop-events', 'none', 1).rows).toEqual([
      [20, 5],
      [20, 5],
    ]);
  });
});

describe('normalisers', () => {
  test('bring training events to mean 0 and standard deviation 1, or to 0 ... 1', () => {
    const column = (rows: number[][], index: number) => rows.map((row) => row[index] as number);
    const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const { rows } = prepared('zero', 'z-score');
    for (const index of [0, 1]) {
      expect(mean(column(rows, index))).toBeCloseTo(0, 6);
      expect(mean(column(rows, index).map((x) => x * x))).toBeCloseTo(1, 6);
    }
    const scaled = prepared('zero', 'min-max').rows;
    for (const index of [0, 1]) {
      expect(Math.min(...column(scaled, index))).toBe(0);
      expect(Math.max(...column(scaled, index))).toBeCloseTo(1, 6);
    }
    expect(mean(column(prepared('zero', 'batch').rows, 0))).toBeCloseTo(0, 6);
  });

  test('leave a constant feature finite', () => {
    const constant = {
      ...samples[0]!,
      matrix: featureMatrix(table({ c: { values: new Float64Array(6).fill(3) } }), ['c'], 's'),
    };
    for (const normaliser of ['z-score', 'min-max', 'batch'] as const) {
      const [input] = fitInputs([constant], subsetRows([constant], 0), 'zero', normaliser);
      expect(input).toMatchObject({ offset: 3, scale: 1 });
    }
  });
});

describe('an event set', () => {
  test('has |w|, signal scaled to the sum of the background, mean 1; each subset for itself', () => {
    const { set } = prepared('zero', 'none');
    expect([...set.labels]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    const expected = [1, 2, 3, 4].map((w) => w / 2.5);
    [...expected, ...expected].forEach((weight, event) => {
      expect(set.weights[event]).toBeCloseTo(weight, 6);
    });
    expect(prepared('zero', 'none', 1).set.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(4, 6);
  });

  test('balances the events that padding leaves', () => {
    const { set } = prepared('drop-events', 'none');
    expect(set.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(6, 5);
  });

  test('counts raw events and signed weights of each class', () => {
    expect(subsetTotals(samples, subsetRows(samples, 1))).toEqual({
      events: { signal: 2, background: 2 },
      sumOfWeights: { signal: -1, background: -1 },
    });
  });
});

test('network inputs of rows in any order are those of the rows one by one', () => {
  const matrix = featureMatrix(table(values), ['a', 'b'], 'test');
  const inputs = fitInputs(samples, subsetRows(samples, 0), 'indicator', 'z-score');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (rows) => {
      const together = networkInputs(inputs, [{ matrix, rows: Int32Array.from(rows) }]).values;
      const alone = rows.flatMap((row) => [...networkInputs(inputs, [{ matrix, rows: Int32Array.of(row) }]).values]);
      expect([...together]).toEqual(alone);
    }),
  );
});
