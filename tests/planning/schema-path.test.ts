import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { followSchema, type JsonSchema } from '../../planning/schema-path.ts';

const schema = (type: z.ZodType): JsonSchema =>
  z.toJSONSchema(type, { unrepresentable: 'any', io: 'output' }) as JsonSchema;
const history = schema(
  z.strictObject({
    best: z.number().nullable(),
    stopped: z.enum(['early', 'epochs']),
    epochs: z
      .array(z.strictObject({ epoch: z.int(), loss: z.number(), of: z.array(z.number()).optional() }))
      .readonly(),
    figures: z.record(z.string(), z.strictObject({ value: z.number().nullable() })),
    either: z.union([z.strictObject({ a: z.number() }), z.strictObject({ b: z.string() })]),
    pair: z.tuple([z.string(), z.number()]),
    anything: z.unknown(),
  }),
);

describe('a path into what a schema describes', () => {
  test.each([
    ['best', undefined],
    ['epochs.loss', ['epoch', 'loss']],
    ['epochs.0.loss', undefined],
    ['epochs.of', null],
    ['figures.auc.value', undefined],
    ['either.a', undefined],
    ['pair.1', undefined],
    ['anything.at.all', null],
  ])('%s leads to numbers', (path, members) => {
    const end = followSchema(history, path.split('.'));
    expect(end.leads && end.members instanceof Map ? [...end.members.keys()] : end.leads && end.members).toEqual(
      members,
    );
  });

  test('the values of members are known where they are of few', () => {
    const rows = schema(
      z.array(
        z.union([
          z.strictObject({ part: z.enum(['train', 'test']), signal: z.string().nullable(), z: z.number() }),
          z.strictObject({ part: z.literal('all'), of: z.enum(['a']).nullable(), z: z.number() }),
        ]),
      ),
    );
    const end = followSchema(rows, ['z']);
    expect(end.leads && end.members).toEqual(
      new Map<string, unknown>([
        ['part', ['train', 'test', 'all']],
        ['signal', null],
        ['z', null],
        ['of', ['a']],
      ]),
    );
  });

  test.each([
    ['bset', 0, 'an object', ['best', 'stopped', 'epochs', 'figures', 'either', 'pair', 'anything']],
    ['stopped', 1, 'a string', []],
    ['epochs.lss', 1, 'an object', ['epoch', 'loss', 'of']],
    ['epochs', 1, 'an object', ['epoch', 'loss', 'of']],
    ['figures.auc.val', 2, 'an object', ['value']],
    ['either.b', 2, 'a string', []],
    ['best.value', 1, 'a number', []],
  ])('%s does not, and it is said how far it leads', (path, depth, found, names) => {
    expect(followSchema(history, path.split('.'))).toEqual({ leads: false, depth, found, names });
  });
});
