import { fc } from '../../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../schemas/index.ts';
import { gridConfigurations } from '../../../science/learning/tuning/grid.ts';
import { compileSpace, fillParams, sampleRandom } from '../../../science/learning/tuning/index.ts';
import type { Domain } from '../../../science/learning/tuning/space.ts';
import { cellOf, fromUnit, sizeOf, toUnit } from '../../../science/learning/tuning/unit.ts';

const domains: fc.Arbitrary<Domain> = fc.oneof(
  fc
    .record({
      low: fc.integer({ min: -50, max: 50 }),
      size: fc.integer({ min: 0, max: 40 }),
      step: fc.constantFrom(1, 2, 5),
    })
    .map(({ low, size, step }): Domain => ({
      type: 'int',
      low,
      high: low + size * step,
      step,
      log: false,
      points: null,
    })),
  fc
    .record({ low: fc.integer({ min: 1, max: 50 }), size: fc.integer({ min: 0, max: 200 }) })
    .map(({ low, size }): Domain => ({ type: 'int', low, high: low + size, step: 1, log: true, points: null })),
  fc
    .record({
      low: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      factor: fc.double({ min: 1.1, max: 1e4, noNaN: true }),
      log: fc.boolean(),
    })
    .map(({ low, factor, log }): Domain => ({ type: 'float', low, high: low * factor, step: null, log, points: null })),
  fc
    .integer({ min: 1, max: 6 })
    .map((count): Domain => ({ type: 'choice', options: Array.from({ length: count }, String) })),
);

describe('a domain and the unit interval', () => {
  test('every place gives a value inside the bounds, and a value comes back from its own place', () => {
    fc.assert(
      fc.property(domains, fc.double({ min: 0, max: 1, noNaN: true }), (domain, unit) => {
        const value = fromUnit(domain, unit);
        if (domain.type !== 'choice') {
          expect(value).toBeGreaterThanOrEqual(domain.low);
          expect(value).toBeLessThanOrEqual(domain.high);
          if (domain.step !== null) expect(Number.isInteger((value - domain.low) / domain.step)).toBe(true);
        }
        const again = fromUnit(domain, toUnit(domain, value));
        if (domain.type === 'float') expect(again).toBeCloseTo(value, 6);
        else expect(again).toBe(value);
      }),
    );
  });

  test('the cells of a discrete domain fill the interval without a gap', () => {
    fc.assert(
      fc.property(
        domains.filter((domain) => sizeOf(domain) < Infinity),
        (domain) => {
          const [first, count] = domain.type === 'choice' ? [0, domain.options.length] : [domain.low, sizeOf(domain)];
          const step = domain.type === 'choice' ? 1 : (domain.step ?? 1);
          let end = 0;
          for (let index = 0; index < count; index++) {
            const cell = cellOf(domain, first + index * step)!;
            expect(cell[0]).toBeCloseTo(end, 9);
            end = cell[1];
          }
          expect(end).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

const space = compileSpace({
  optimiser: {
    choice: [
      { name: 'adam', learning_rate: { float: [1e-4, 1e-2], scale: 'log' } },
      { name: 'sgd', momentum: { float: [0, 1] } },
    ],
  },
  hidden: { list: { length: [1, 3], of: { units: { int: [20, 150] }, activation: 'relu' } } },
  dropout: { float: [0.05, 0.4], when: { hidden: [2, 3] } },
});

describe('a conditional space', () => {
  test('each configuration has just the dimensions that exist in it, and fills into plain parameters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (trial) => {
        const configuration = sampleRandom(space, 7, trial);
        const filled = space.fill(configuration) as {
          optimiser: { name: string; learning_rate?: number; momentum?: number };
          hidden: { units: number; activation: string }[];
          dropout?: number;
        };
        expect(filled.hidden).toHaveLength(configuration['hidden.length']!);
        expect(Object.keys(configuration).filter((name) => name.endsWith('.units'))).toHaveLength(filled.hidden.length);
        for (const { units, activation } of filled.hidden) {
          expect(units).toBeGreaterThanOrEqual(20);
          expect(units).toBeLessThanOrEqual(150);
          expect(activation).toBe('relu');
        }
        expect('dropout' in filled).toBe(filled.hidden.length >= 2);
        expect('learning_rate' in filled.optimiser).toBe(filled.optimiser.name === 'adam');
        expect('momentum' in filled.optimiser).toBe(filled.optimiser.name === 'sgd');
      }),
    );
  });

  test('the order in which a space is written changes nothing', () => {
    const turned = compileSpace({
      dropout: { when: { hidden: [2, 3] }, float: [0.05, 0.4] },
      hidden: { list: { of: { activation: 'relu', units: { int: [20, 150] } }, length: [1, 3] } },
      optimiser: {
        choice: [
          { learning_rate: { scale: 'log', float: [1e-4, 1e-2] }, name: 'adam' },
          { momentum: { float: [0, 1] }, name: 'sgd' },
        ],
      },
    });
    expect(turned.dimensions).toEqual(space.dimensions);
    expect(sampleRandom(turned, 7, 3)).toEqual(sampleRandom(space, 7, 3));
  });

  test('a hyperparameter that does not exist takes its member with it; others keep their type', () => {
    const template = {
      a: '${trial.units}',
      b: { c: '${trial.dropout?}', d: 'x' },
      e: ['${trial.units}', '${trial.gone?}'],
    };
    expect(fillParams(template, { units: 84 })).toEqual({ a: 84, b: { d: 'x' }, e: [84] });
  });

  test('one hyperparameter may stand in another, and a list takes the elements of another list', () => {
    const shared = compileSpace({
      hidden: { list: { length: [0, 2], of: { units: { int: [20, 150] }, dropout: '${trial.dropout}' } } },
      dropout: { float: [0.1, 0.4], step: 0.1 },
    });
    const template = { hidden: ['...${trial.hidden}', { units: 49 }], again: ['${trial.hidden}'] };
    expect(shared.dimensions.map(({ name }) => name)).toEqual([
      ...['dropout', 'hidden.length', 'hidden.1.units', 'hidden.2.units'],
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (trial) => {
        const configuration = sampleRandom(shared, 7, trial);
        const { dropout } = configuration;
        const layers = [1, 2]
          .slice(0, configuration['hidden.length'])
          .map((layer) => ({ units: configuration[`hidden.${layer}.units`], dropout }));
        const filled = shared.fill(configuration);
        expect(filled).toEqual({ dropout, hidden: layers });
        expect(fillParams(template, filled)).toEqual({ hidden: [...layers, { units: 49 }], again: [layers] });
      }),
    );
    expect(() => fillParams(['...${trial.dropout}'], { dropout: 0.1 })).toThrow(/is no list/);
  });

  test.each([
    [{ x: { choice: ['${trial.y}'] } }, /x: there is no 'y'/],
    [{ x: ['${trial.y}', { int: [0, 1] }], y: '${trial.z}', z: { int: [0, 1] } }, /'y' itself refers to z/],
    [{ x: { float: [1, 0] } }, /x: .*expected|lower bound/i],
    [{ x: { float: [0, 1], scale: 'log' } }, /logarithmic range from 0/],
    [{ x: { int: [0, 3], when: { y: [1] } } }, /there is no 'y'/],
    [{ x: { int: [0, 3], when: { y: ['c'] } }, y: { choice: ['a', 'b'] } }, /'y' is never c/],
    [{ x: { int: [0, 1], when: { y: [1] } }, y: { int: [0, 1], when: { x: [1] } } }, /depends on itself/],
    [{ x: 3 }, /nothing to search/],
  ])('%j is refused', (wrong, message) => {
    expect(() => compileSpace(wrong)).toThrow(InputError);
    expect(() => compileSpace(wrong)).toThrow(message);
  });
});

describe('a grid', () => {
  test('has every combination once, leaving out what does not exist', () => {
    const grid = gridConfigurations(
      compileSpace({
        layers: { list: { length: [1, 2], of: { choice: [50, 100] } } },
        rate: { float: [1e-4, 1e-2], scale: 'log', points: 3 },
      }),
    );
    expect(grid).toHaveLength((2 + 4) * 3);
    expect(new Set(grid.map((one) => JSON.stringify(one))).size).toBe(grid.length);
    expect([...new Set(grid.map(({ rate }) => rate))]).toEqual([1e-4, 1e-3, 1e-2]);
  });

  test('of a continuous range without points is refused', () => {
    expect(() => gridConfigurations(compileSpace({ x: { float: [0, 1] } }))).toThrow(
      /cannot take all values of 'x'.*points/,
    );
  });
});
