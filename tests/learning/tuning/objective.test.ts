import { describe, expect, test } from 'vitest';
import type { Objective } from '../../../schemas/index.ts';
import { scoreOf } from '../../../science/learning/tuning/index.ts';
import { conditionOf } from '../../../workers/study/condition.ts';

const rows = [
  { part: 'test', metric: 'auc', value: 0.9 },
  { part: 'validation', metric: 'auc', value: 0.8 },
  { part: 'validation', metric: 'loss', value: null },
  { part: 'train', metric: 'auc', value: 0.95, note: 'own' },
];
const score = (output: unknown, path: string, more: Partial<Objective> = {}) =>
  scoreOf(
    output,
    { task: 'judged', output: 'metrics', path: path.split('.'), goal: 'maximise', take: 'best', ...more },
    'tune#1',
    conditionOf(more.where),
  );

describe('the score of an output', () => {
  test('is of the elements that the condition holds for', () => {
    expect(score(rows, 'value', { where: 'metric == "auc" and part == "validation"' })).toEqual({
      score: 0.8,
      curve: [],
    });
    expect(score(rows, 'value', { where: 'metric == "auc"' }).score).toBe(0.95);
    expect(score(rows, 'value', { where: 'metric == "auc"', goal: 'minimise' }).score).toBe(0.8);
    expect(score(rows, 'value', { where: 'metric == "auc"', take: 'mean' }).score).toBeCloseTo((0.9 + 0.8 + 0.95) / 3);
    // What only some have is missing in the others.
    expect(score(rows, 'value', { where: 'note == "own"' }).score).toBe(0.95);
  });

  test('a condition is on the last list that the path leads through', () => {
    const parts = [
      {
        part: 'test',
        signal: [
          { mass: 1, z: 3 },
          { mass: 2, z: 1 },
        ],
      },
      {
        part: 'train',
        signal: [
          { mass: 1, z: 4 },
          { mass: 2, z: 2 },
        ],
      },
    ];
    expect(score({ parts }, 'parts.signal.z', { where: 'mass == 2' }).score).toBe(2);
    expect(score({ parts }, 'parts.0.signal.z', { where: 'mass == 2' }).score).toBe(1);
  });

  test('is null where a number has no value', () => {
    expect(score(rows, 'value', { where: 'part == "validation"' })).toEqual({ score: null, curve: [] });
  });

  test('is an error where nothing is left, or no number is there', () => {
    expect(() => score(rows, 'value', { where: 'part == "none"' })).toThrow(
      /tune#1: judged\.metrics\.value where part == "none" is empty: part is test, validation, train\./,
    );
    expect(() => score(rows, 'metric')).toThrow(/judged\.metrics\.metric is auc/);
    expect(() => score(rows, 'vlaue')).toThrow(/is undefined/);
    expect(() => score(rows, 'value', { where: 'prat == "test"' })).toThrow(/unknown name 'prat'/);
  });
});
