import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { taskKey } from '../../planning/index.ts';
import { canonicalJson } from '../../schemas/index.ts';

const task = { kind: 'train', version: 1, params: { units: [84, 49], rate: 0.05 }, seed: 1 };
const inputs = { events: [{ parts: ['aa'], attributes: { kind: 'signal' } }, { parts: ['bb', 'cc'] }] };

describe('the key of a task', () => {
  test('is this, for ever: changing how keys are made makes every store cold', () => {
    expect(taskKey(task, inputs)).toBe('ffee8b1eaa6e1bac2d9848af22861305088af7095fdd386dab55c05ba419551e');
  });

  test.each([
    ['kind', { ...task, kind: 'tune' }, inputs],
    ['version', { ...task, version: 2 }, inputs],
    ['a parameter', { ...task, params: { units: [84, 50], rate: 0.05 } }, inputs],
    ['the seed', { ...task, seed: 2 }, inputs],
    [
      'the content of an input',
      task,
      { events: [{ parts: ['ab'], attributes: { kind: 'signal' } }, { parts: ['bb', 'cc'] }] },
    ],
    [
      'an attribute of an input',
      task,
      { events: [{ parts: ['aa'], attributes: { kind: 'data' } }, { parts: ['bb', 'cc'] }] },
    ],
    ['the order of gathered inputs', task, { events: [...inputs.events].reverse() }],
    ['a part of an input', task, { events: [inputs.events[0] ?? { parts: [] }, { parts: ['bb'] }] }],
  ])('changes with %s', (_, changed, changedInputs) => {
    expect(taskKey(changed, changedInputs)).not.toBe(taskKey(task, inputs));
  });

  test('does not depend on the order in which object members were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (params) => {
        const reversed = Object.fromEntries(Object.entries(params).reverse());
        expect(taskKey({ ...task, params: reversed }, inputs)).toBe(taskKey({ ...task, params }, inputs));
      }),
    );
  });
});

describe('canonical JSON', () => {
  test('says the same as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const normal = JSON.parse(JSON.stringify(value)) as unknown;
        expect(JSON.parse(canonicalJson(value))).toEqual(normal);
      }),
    );
  });

  test.each([
    ['NaN', { a: [1, Number.NaN] }, /\$\.a\[1\] is NaN/],
    ['infinity', { a: Infinity }, /\$\.a is Infinity/],
    ['a map', { a: new Map() }, /\$\.a is a Map/],
    ['a function', { a: () => 1 }, /\$\.a is a function/],
    ['a bigint', { a: 1n }, /\$\.a is a bigint/],
    ['undefined in a list', { a: [undefined] }, /\$\.a\[0\] is a undefined/],
  ])('%s is an error that says where, never left out', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});
