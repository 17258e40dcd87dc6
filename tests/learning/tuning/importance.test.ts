import { expect, test } from 'vitest';
import { compileSpace, importances, sampleRandom } from '../../../science/learning/tuning/index.ts';

const numbers = { a: { float: [0, 1] }, b: { float: [0, 1] }, c: { float: [1e-4, 1], scale: 'log' } };

function importanceOf(
  template: Parameters<typeof compileSpace>[0],
  score: (given: Readonly<Record<string, number>>) => number,
  trials = 300,
): ReadonlyMap<string, number> {
  const space = compileSpace(template);
  const tried = Array.from({ length: trials }, (_, index) => {
    const configuration = sampleRandom(space, 5, index + 1);
    return { configuration, score: score(configuration) };
  });
  return new Map(importances(space, tried, 1).map(({ names, fraction }) => [names.join(' '), fraction]));
}

test('shares of the variance are those of a sum, where they are known: 4/5 and 1/5 for 2a + b', () => {
  const found = importanceOf(numbers, ({ a, b }) => 2 * a! + b!);
  expect(found.get('a')).toBeGreaterThan(0.8 - 0.08);
  expect(found.get('a')).toBeLessThan(0.8 + 0.08);
  expect(found.get('b')).toBeGreaterThan(0.2 - 0.08);
  expect(found.get('b')).toBeLessThan(0.2 + 0.08);
  expect(found.get('c')).toBeLessThan(0.02);
  expect([...found.keys()].slice(0, 3)).toEqual(['a', 'b', 'c']);
});

test('a product around the middle is in the pair alone', () => {
  const found = importanceOf(numbers, ({ a, b }) => Math.sign(a! - 0.5) * Math.sign(b! - 0.5), 400);
  expect(found.get('a b') ?? found.get('b a')).toBeGreaterThan(0.8);
  expect(found.get('a')).toBeLessThan(0.1);
  expect(found.get('b')).toBeLessThan(0.1);
});

test('a dimension that exists for half of the configurations, and matters there, is found', () => {
  const found = importanceOf(
    { on: { choice: ['yes', 'no'] }, rate: { float: [0, 1], when: { on: ['yes'] } }, idle: { float: [0, 1] } },
    ({ rate }) => (rate === undefined ? 0 : 3 * rate - 1.5),
  );
  expect(found.get('rate')).toBeGreaterThan(0.5);
  expect(found.get('idle')).toBeLessThan(0.05);
});

test('nothing is said from fewer than ten trials, or where all scores are equal', () => {
  expect(importanceOf(numbers, ({ a }) => a!, 9).size).toBe(0);
  expect(importanceOf(numbers, () => 1).size).toBe(0);
});
