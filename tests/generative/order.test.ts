import { expect, test } from 'vitest';
import { inOrder } from '../../activities/train-generator/order.ts';

test('features are in the order of their names, each after the one that it lies below', () => {
  const ordered = Object.keys(inOrder({ b: {}, a: { below: 'z' }, z: { below: 'c' }, c: {}, aa: {} }));
  expect(ordered).toEqual(['aa', 'b', 'c', 'z', 'a']);
});
