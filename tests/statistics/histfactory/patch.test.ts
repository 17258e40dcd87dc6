import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  buildModel,
  canonicalJsonText,
  parsePatchSet,
  patchWorkspace,
  selectPatch,
  verifyDigests,
  type Hash,
  type PatchOperation,
} from '../../../science/statistics/index.ts';
import { mu, shapesys, uncorrelated } from './workspaces.ts';

describe('JSON patches (RFC 6902, appendix A)', () => {
  const apply = (document: unknown, ...operations: PatchOperation[]): unknown => applyPatch(document, operations);

  test('A.1, A.2, A.16: adding to objects and lists', () => {
    expect(apply({ foo: 'bar' }, { op: 'add', path: '/baz', value: 'qux' })).toEqual({ baz: 'qux', foo: 'bar' });
    expect(apply({ foo: ['bar', 'baz'] }, { op: 'add', path: '/foo/1', value: 'qux' })).toEqual({
      foo: ['bar', 'qux', 'baz'],
    });
    expect(apply({ foo: ['bar'] }, { op: 'add', path: '/foo/-', value: ['abc'] })).toEqual({ foo: ['bar', ['abc']] });
  });

  test('A.3, A.4, A.5: removing and replacing', () => {
    expect(apply({ baz: 'qux', foo: 'bar' }, { op: 'remove', path: '/baz' })).toEqual({ foo: 'bar' });
    expect(apply({ foo: ['bar', 'qux', 'baz'] }, { op: 'remove', path: '/foo/1' })).toEqual({ foo: ['bar', 'baz'] });
    expect(apply({ baz: 'qux' }, { op: 'replace', path: '/baz', value: 'boo' })).toEqual({ baz: 'boo' });
  });

  test('A.6, A.7: moving', () => {
    const document = { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } };
    expect(apply(document, { op: 'move', from: '/foo/waldo', path: '/qux/thud' })).toEqual({
      ...{ foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    });
    const list = { foo: ['all', 'grass', 'cows', 'eat'] };
    expect(apply(list, { op: 'move', from: '/foo/1', path: '/foo/3' })).toEqual({
      foo: ['all', 'cows', 'eat', 'grass'],
    });
    expect(list.foo).toHaveLength(4);
  });

  test('A.8, A.9, A.14, A.15: testing, escaped names, no number equals a word', () => {
    const document = { baz: 'qux', foo: ['a', 2, 'c'], '/': 9, '~1': 10 };
    expect(
      apply(document, { op: 'test', path: '/baz', value: 'qux' }, { op: 'test', path: '/foo/1', value: 2 }),
    ).toEqual(document);
    expect(() => apply(document, { op: 'test', path: '/baz', value: 'bar' })).toThrow(
      /operation 0 \(test \/baz\) does not apply/,
    );
    expect(apply(document, { op: 'test', path: '/~01', value: 10 })).toEqual(document);
    expect(() => apply(document, { op: 'test', path: '/~01', value: '10' })).toThrow(/another value/);
  });

  test('A.12 and others: what does not apply is an error that names the operation', () => {
    expect(() => apply({ foo: 'bar' }, { op: 'add', path: '/baz/bat', value: 'qux' })).toThrow(/there is no 'baz'/);
    expect(() => apply({ foo: [1] }, { op: 'add', path: '/foo/2', value: 3 })).toThrow(/index 2 is beyond a list of 1/);
    expect(() => apply({ foo: [1] }, { op: 'remove', path: '/foo/01' })).toThrow(/'01' is not an index/);
    expect(() => apply({ foo: {} }, { op: 'move', from: '/foo', path: '/foo/bar' })).toThrow(/into itself/);
    expect(() => apply({}, { op: 'add', path: '/a', value: 1 }, { op: 'remove', path: '/b' })).toThrow(/operation 1/);
    expect(() => apply({}, { op: 'remove', path: '/__proto__' })).toThrow(/there is no '__proto__'/);
  });

  test('the whole document can be replaced, and a copy is independent', () => {
    expect(apply({ a: 1 }, { op: 'replace', path: '', value: [2] })).toEqual([2]);
    const copied = apply({ a: [1] }, { op: 'copy', from: '/a', path: '/b' }, { op: 'add', path: '/b/-', value: 2 });
    expect(copied).toEqual({ a: [1], b: [1, 2] });
  });
});

const sha: Hash = (algorithm, text) => createHash(algorithm).update(text).digest('hex');

describe('digests', () => {
  const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'histfactory');

  test("a text's digests are those of pyhf.utils.digest: integers and floats, exponents, order of keys, escapes", async () => {
    const text = await readFile(join(fixtures, 'digest.json'), 'utf8');
    const canonical = canonicalJsonText(text);
    expect(sha('sha256', canonical)).toBe('5406fc73817d9bd1c94f32017eb02f70f8967eb14a7bdfa0b778ab31635d2ad0');
    expect(sha('md5', canonical)).toBe('ef8563ac46025d4e33c678c0218d3980');
  });

  test('what is not JSON is refused with its line', () => {
    for (const text of ['{"a": NaN}', '[1,]', '{"a" 1}', '[1', '01', '{} {}', '"\n"'])
      expect(() => canonicalJsonText(text)).toThrow(/not JSON/);
    expect(() => canonicalJsonText('{\n"a": 1,\n}')).toThrow(/line 3/);
  });
});

describe('patch sets', () => {
  const background = uncorrelated([12, 11], [50, 52], [3, 7], [51, 48]);
  const [channel] = background.channels;
  const alone = { ...background, channels: [{ ...channel!, samples: channel!.samples.slice(1) }] };
  const text = JSON.stringify(alone);
  const patchSet = (change: object = {}) => ({
    version: '1.0.0',
    metadata: {
      references: { hepdata: 'ins1234567' },
      digests: { sha256: sha('sha256', canonicalJsonText(text)) },
      ...{ labels: ['mass'], description: 'signals', ...change },
    },
    patches: [100, 200].map((mass) => ({
      metadata: { name: `signal_${mass}`, values: [mass] },
      patch: [
        { op: 'add', path: '/channels/0/samples/0', value: { name: 'signal', data: [1, mass], modifiers: [mu] } },
      ],
    })),
  });

  test('a signal is added to the background workspace that the digest is of', () => {
    const set = parsePatchSet(patchSet());
    verifyDigests(set, text, sha);
    const model = buildModel(patchWorkspace(JSON.parse(text), selectPatch(set, 'signal_200')));
    expect(model.parameters.map(({ name }) => name)).toEqual(['mu', 'uncorr_bkguncrt[0]', 'uncorr_bkguncrt[1]']);
    expect(model.blocks.find(({ sample }) => sample === 'signal')?.nominal).toEqual(Float64Array.of(1, 200));
  });

  test('another workspace, an unknown name, names that occur twice, values that do not go with the labels', () => {
    const set = parsePatchSet(patchSet());
    expect(() => {
      verifyDigests(set, text.replace('51', '52'), sha);
    }).toThrow(/made for another workspace/);
    expect(() => selectPatch(set, 'signal_300')).toThrow(/no patch 'signal_300'.*signal_100, signal_200/);
    const twice = patchSet();
    twice.patches[1]!.metadata.name = 'signal_100';
    expect(() => parsePatchSet(twice)).toThrow(/signal_100/);
    expect(() => parsePatchSet(patchSet({ labels: ['mass', 'width'] }))).toThrow(
      /'signal_100' has 1 values.*mass, width/,
    );
  });

  test('a patch that makes no workspace is refused', () => {
    const broken = {
      metadata: { name: 'broken', values: [] },
      patch: [{ op: 'remove' as const, path: '/channels/0/samples/0/data' }],
    };
    expect(() => patchWorkspace(background, broken)).toThrow(
      /patch broken: channels\[0\] 'singlechannel' samples\[0\] 'signal' data/,
    );
    expect(() =>
      buildModel(background, {
        patch: [{ op: 'add', path: '/channels/0/samples/0/modifiers/-', value: shapesys('x', 1) }],
      }),
    ).toThrow(/shapesys 'x' has 1 bins/);
  });
});
