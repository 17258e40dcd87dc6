import { describe, expect, test } from 'vitest';
import {
  decodeEvents,
  dimensionsOf,
  encodeEvents,
  fitEncoding,
  mirrored,
  type EventColumns,
  type FeaturePlan,
} from '../../science/learning/generative/index.ts';
import { emptiestDirection, wrapFrom } from '../../science/learning/generative/encoding/angles.ts';
import { presenceChains } from '../../science/learning/generative/encoding/presence.ts';
import { randomStream } from '../../science/learning/random.ts';
import { toyEvents, toyPlan } from './toy.ts';

const plan: FeaturePlan = toyPlan;
const angle = (x: number): number => wrapFrom(x, -Math.PI);

describe('events as numbers', () => {
  const events = toyEvents(2000, 1);
  const encoding = fitEncoding(plan, events, true, randomStream(1, 'fit'));
  const encoded = encodeEvents(encoding, events, randomStream(1, 'encode'));
  const direction = events.get('jet1_phi') as Float64Array;
  const decoded = decodeEvents(encoding, encoded, (event) => direction[event] as number);

  test('come back as they were: missing ones missing, whole ones whole, angles within a turn, the others within the knots', () => {
    for (const [name, values] of events) {
      const back = decoded.get(name) as Float64Array;
      values.forEach((value, event) => {
        const other = back[event] as number;
        if (Number.isNaN(value)) expect(other).toBeNaN();
        else if (name === 'jet1_btag') expect(other).toBe(value);
        else if (name.endsWith('phi')) expect(Math.abs(angle(other - value))).toBeLessThan(0.02);
        else expect(Math.abs(other - value)).toBeLessThan(0.02 * (1 + Math.abs(value)) + 1);
      });
    }
  });

  test('are standard normal one by one', () => {
    const width = dimensionsOf(encoding).length;
    for (let column = 0; column < width; column++) {
      const values = Array.from({ length: 2000 }, (_, event) => encoded[event * width + column] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan(0.06);
      expect(Math.abs(variance - 1)).toBeLessThan(0.1);
    }
  });

  test('keep the order of pT whatever numbers they are made of', () => {
    const stream = randomStream(2, 'any');
    const any = Float32Array.from({ length: encoded.length }, () => 8 * (stream.uniform() - 0.5));
    const made = decodeEvents(encoding, any, () => 0);
    const [first, second, third] = ['jet1_pt', 'jet2_pt', 'jet3_pt'].map((name) => made.get(name) as Float64Array);
    first?.forEach((pt, event) => {
      expect(second?.[event]).toBeLessThanOrEqual(pt);
      const softest = third?.[event] as number;
      if (!Number.isNaN(softest)) expect(softest).toBeLessThanOrEqual(second?.[event] as number);
    });
  });

  test('a value that is not where it must be is an error', () => {
    const wrong = new Map([
      ...events,
      ['jet2_pt', (events.get('jet1_pt') as Float64Array).map((pt) => pt + 1)] as const,
    ]);
    expect(() => fitEncoding(plan, wrong, true, randomStream(1, 'fit'))).toThrow(/'jet2_pt' is .* where 'jet1_pt' is/);
  });
});

test('columns that are missing together are one group, groups inside one another one chain', () => {
  const mask = (...bits: number[]) => Uint8Array.from(bits);
  const chains = presenceChains(
    new Map([
      ['always', mask(1, 1, 1, 1, 1)],
      ['jet4_pt', mask(1, 0, 0, 0, 0)],
      ['jet3_pt', mask(1, 1, 0, 0, 1)],
      ['jet3_eta', mask(1, 1, 0, 0, 1)],
      ['lep1_pt', mask(0, 0, 1, 1, 0)],
    ]),
  );
  expect(chains).toEqual([{ groups: [['jet3_pt', 'jet3_eta'], ['jet4_pt']] }, { groups: [['lep1_pt']] }]);
});

test('mirrors double the events, and change the signs of their columns alone', () => {
  const columns: EventColumns = new Map([
    ['eta', Float64Array.of(1, -2)],
    ['pt', Float64Array.of(30, 40)],
    ['phi', Float64Array.of(0.5, NaN)],
  ]);
  const both = mirrored(columns, [['eta'], ['phi']]);
  expect(Array.from(both.get('eta') ?? [])).toEqual([1, -2, -1, 2, 1, -2, -1, 2]);
  expect(Array.from(both.get('phi') ?? [])).toEqual([0.5, NaN, 0.5, NaN, -0.5, NaN, -0.5, NaN]);
  expect(Array.from(both.get('pt') ?? [])).toEqual([30, 40, 30, 40, 30, 40, 30, 40]);
});

test('a circle is cut where there are the fewest angles', () => {
  const stream = randomStream(4, 'angles');
  const backToBack = Float64Array.from({ length: 500 }, () => wrapFrom(Math.PI + (stream.uniform() - 0.5), -Math.PI));
  expect(Math.abs(emptiestDirection(backToBack))).toBeLessThan(2.5);
  expect(wrapFrom(7, 0)).toBeCloseTo(7 - 2 * Math.PI, 12);
  expect(wrapFrom(-Math.PI, -Math.PI)).toBe(-Math.PI);
});
