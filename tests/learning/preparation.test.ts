import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import type { Column, Table } from '../../schemas/index.ts';
import {
  assignHypotheses,
  equaliseSignals,
  eventSet,
  featureMatrix,
  fitInputs,
  fitQuantiles,
  foldOf,
  foldSubsets,
  networkInputs,
  normalQuantile,
  piecewiseLinear,
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
  const inputs = fitInputs(samples, subsetRows(samples, 0), padding, normaliser, policies);
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
      const [input] = fitInputs([constant], subsetRows([constant], 0), 'zero', normaliser, policies);
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
  const inputs = fitInputs(samples, subsetRows(samples, 0), 'indicator', 'z-score', policies);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (rows) => {
      const together = networkInputs(inputs, [{ matrix, rows: Int32Array.from(rows) }]).values;
      const alone = rows.flatMap((row) => [...networkInputs(inputs, [{ matrix, rows: Int32Array.of(row) }]).values]);
      expect([...together]).toEqual(alone);
    }),
  );
});

describe('a quantile normaliser', () => {
  const column = (numbers: readonly number[], weights?: readonly number[]) =>
    fitQuantiles(Float64Array.from(numbers), weights && Float64Array.from(weights), 50, 'uniform');

  test('spreads any distribution evenly, or normally', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -1e3, max: 1e9 }), { minLength: 60, maxLength: 100 }), (numbers) => {
        const even = column(numbers);
        const mapped = numbers.map((x) => piecewiseLinear(even, x)).sort((a, b) => a - b);
        mapped.forEach((level, place) => {
          expect(Math.abs(level - place / (numbers.length - 1))).toBeLessThan(1 / 49 + 1 / (numbers.length - 1) + 1e-9);
        });
        const normal = fitQuantiles(Float64Array.from(numbers), undefined, 50, 'normal');
        expect(piecewiseLinear(normal, -Infinity)).toBeCloseTo(-2.3263, 3);
        expect(piecewiseLinear(normal, Infinity)).toBeCloseTo(2.3263, 3);
      }),
    );
  });

  test('is that of events written as often as they weigh', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 4 })), { minLength: 8 }),
        (events) => {
          const many = events.flatMap(([value, weight]) => Array.from({ length: weight }, () => value));
          const weighted = column(
            events.map(([value]) => value),
            events.map(([, weight]) => weight),
          );
          for (const x of new Set(many)) {
            const below = many.filter((value) => value < x).length + many.filter((value) => value === x).length / 2;
            // The middle of the value's own levels, but for the stretch at both ends and the distance between knots
            expect(Math.abs(piecewiseLinear(weighted, x) - below / many.length)).toBeLessThan(0.3);
          }
          const levels = [...new Set(many)].sort((a, b) => a - b).map((x) => piecewiseLinear(weighted, x));
          levels.slice(1).forEach((level, index) => {
            expect(level).toBeGreaterThanOrEqual(levels[index] as number);
          });
        },
      ),
    );
  });

  test('sends a value that occurs often to the middle of its levels', () => {
    const numbers = [...Array.from({ length: 500 }, () => 0), ...Array.from({ length: 500 }, (_, index) => index + 1)];
    expect(piecewiseLinear(column(numbers), 0)).toBeCloseTo(0.25, 1);
    expect(piecewiseLinear(column(numbers), 500)).toBe(1);
    expect(column([3, 3, 3])).toEqual({ from: [3], to: [0.5] });
  });

  test('is fitted on training events and stored in the inputs', () => {
    const { inputs, rows } = prepared('zero', 'quantile');
    expect(inputs[0]?.quantiles?.from).toEqual(expect.arrayContaining([1, 6]));
    expect(rows[0]?.[0]).toBeCloseTo(-rows[3]![0]!, 1);
    const weighted = prepared('zero', { name: 'quantile', weighted: true, knots: 10, distribution: 'uniform' });
    expect(weighted.inputs[0]?.quantiles).not.toEqual(
      prepared('zero', { name: 'quantile', weighted: false, knots: 10, distribution: 'uniform' }).inputs[0]?.quantiles,
    );
  });

  test('has the quantiles of a normal distribution', () => {
    // Abramowitz and Stegun, table 26.5
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
    expect(normalQuantile(0.01)).toBeCloseTo(-2.326348, 6);
  });
});

test('a weighted z-score has mean 0 and standard deviation 1 under the training weights, and refuses negative ones', () => {
  const { rows, set } = prepared('zero', { name: 'z-score', weighted: true });
  const sum = (value: (row: number[]) => number) =>
    rows.reduce((total, row, event) => total + (set.weights[event] as number) * value(row), 0) / rows.length;
  expect(sum((row) => row[0]!)).toBeCloseTo(0, 5);
  expect(sum((row) => row[0]! ** 2)).toBeCloseTo(1, 5);
  const keep = { balancing: 'physical', negativeWeights: 'keep' } as const;
  expect(() => fitInputs(samples, subsetRows(samples, 0), 'zero', { name: 'z-score', weighted: true }, keep)).toThrow(
    /negative weights/,
  );
});

describe('a parameterised network', () => {
  const signal = (mass: number, weight: number) => ({
    sample: { ...sample(true), name: `signal ${mass}`, weights: new Float64Array(6).fill(weight) },
    hypothesis: [mass],
  });
  const large = (events: number): LearningSample => ({
    ...sample(false),
    matrix: { features: ['a'], values: new Float32Array(events) },
    weights: new Float64Array(events).fill(1),
    split: new Int8Array(events),
  });
  const given = [signal(500, 1), signal(1000, 3), { sample: large(4000), hypothesis: null }];
  const rows = subsetRows(
    given.map(({ sample: own }) => own),
    0,
  );
  const drawn = (weights: 'equal' | 'as-weighted', seed = 1) => assignHypotheses(given, ['mass'], rows, weights, seed);
  const shareAt500 = (assigned: readonly LearningSample[]) => {
    const masses = assigned[2]?.parameters?.mass as Float64Array;
    return masses.filter((mass) => mass === 500).length / masses.length;
  };

  test('gives signal its own mass and background one of the signals, seeded, as often as they weigh', () => {
    const equal = drawn('equal');
    expect(equal[0]?.parameters).toEqual({ mass: 500 });
    expect(shareAt500(equal)).toBeCloseTo(0.5, 1);
    expect(shareAt500(drawn('as-weighted'))).toBeCloseTo(0.25, 1);
    expect(drawn('equal')).toEqual(equal);
    expect(drawn('equal', 2)[2]?.parameters).not.toEqual(equal[2]?.parameters);
    const total = (assigned: readonly LearningSample[], index: number) =>
      rows[index]!.reduce((sum, row) => sum + assigned[index]!.weights[row]!, 0);
    expect(total(equal, 0)).toBeCloseTo(total(equal, 1), 9);
    expect(drawn('as-weighted')[1]?.weights).toBe(given[1]?.sample.weights);
  });

  test('takes the mass as an input, the one of the event or the one it is evaluated at', () => {
    const inputs = fitInputs(
      [sample(true)].map((own) => ({ ...own, parameters: { mass: 500 } })),
      subsetRows([sample(true)], 0),
      'zero',
      'none',
      policies,
      ['mass'],
    );
    const { matrix } = sample(true);
    const at = (mass: number | Float64Array) => [
      ...networkInputs(inputs, [{ matrix, rows: Int32Array.of(2, 1), parameters: { mass } }]).values,
    ];
    expect(at(750)).toEqual([3, 8, 750, 2, 0, 750]);
    expect(at(Float64Array.of(1, 2, 3))).toEqual([3, 8, 3, 2, 0, 2]);
  });

  test('refuses signals without events, and a training without signal', () => {
    const none = { ...signal(700, 0) };
    expect(() => assignHypotheses([...given, none], ['mass'], [...rows, rows[0]!], 'equal', 1)).toThrow(
      /mass = 700 weighs nothing/,
    );
    expect(() => assignHypotheses(given.slice(2), ['mass'], rows.slice(2), 'equal', 1)).toThrow(/no signal/);
  });
});

describe('folds', () => {
  test('let every event be tested by one network, validated by another and learnt from by the rest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9 }), fc.array(fc.integer(), { minLength: 1 }), (folds, events) => {
        const own = foldOf({ folds }, [Int32Array.from(events)], events.length);
        const seen = Array.from({ length: folds }, (_, fold) => foldSubsets({ folds, fold, by: ['event'] }, own));
        events.forEach((_, event) => {
          const codes = seen.map((subsets) => subsets[event]);
          expect(codes.filter((code) => code === 2)).toHaveLength(1);
          expect(codes.filter((code) => code === 1)).toHaveLength(1);
        });
      }),
    );
  });
});

describe('signals of equal weight', () => {
  const given = [2, 6, 5].map((factor, index) => ({
    ...sample(index < 2),
    weights: Float64Array.from({ length: 6 }, (_, row) => factor * (row === 1 ? -1 : 1)),
  }));
  const rows = given.map(() => Int32Array.of(0, 1, 2));
  const sums = (samples: readonly LearningSample[]) =>
    samples.map(({ weights }, index) =>
      (rows[index] as Int32Array).reduce((sum, row) => sum + Math.abs(weights[row] ?? 0), 0),
    );

  test('have equal sums of weights over the training events; their total and the background stay', () => {
    const equal = equaliseSignals(given, ['a', 'b', null], rows);
    expect(sums(equal)).toEqual([12, 12, 15]);
    expect(sums(given)).toEqual([6, 18, 15]);
    expect(equal[2]).toBe(given[2]);
  });

  test('samples of one signal keep their shares of it', () => {
    const whole = equaliseSignals(given, ['a', 'a', null], rows);
    expect(sums(whole)).toEqual(sums(given));
  });

  test('a signal without weight is refused', () => {
    const none = given.map((own, index) => (index === 1 ? { ...own, weights: new Float64Array(6) } : own));
    expect(() => equaliseSignals(none, ['a', 'b', null], rows)).toThrow('the signal b weigh nothing');
  });
});
