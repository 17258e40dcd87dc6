import { describe, expect, it } from 'vitest';
import { takeValues, toColumnValues } from '../../activities/ingest/column-values.ts';
import type { LeafType, LeafValues } from '../../activities/ingest/root/index.ts';

const place = { file: 'a.root', branch: 'run' };
const convert = (type: LeafType, values: LeafValues): unknown => toColumnValues({ type, values }, place);

describe('toColumnValues loses no value of any leaf type', () => {
  it.each<[LeafType, LeafValues, unknown]>([
    ['bool', Uint8Array.of(0, 1), Int8Array.of(0, 1)],
    ['int8', Int8Array.of(-128, 127), Int8Array.of(-128, 127)],
    ['uint8', Uint8Array.of(0, 255), Int32Array.of(0, 255)],
    ['int16', Int16Array.of(-32768), Int32Array.of(-32768)],
    ['uint16', Uint16Array.of(65535), Int32Array.of(65535)],
    ['uint32', Uint32Array.of(4294967295), BigInt64Array.of(4294967295n)],
    ['int64', BigInt64Array.of(-1n), BigInt64Array.of(-1n)],
    ['uint64', BigUint64Array.of(2n ** 63n - 1n), BigInt64Array.of(2n ** 63n - 1n)],
    ['float32', Float32Array.of(0.1), Float32Array.of(0.1)],
    ['float64', Float64Array.of(0.1), Float64Array.of(0.1)],
  ])('%s', (type, values, expected) => {
    expect(convert(type, values)).toEqual(expected);
  });

  it('a uint64 beyond int64 is an InputError with its row', () => {
    expect(() => convert('uint64', BigUint64Array.of(1n, 2n ** 63n))).toThrow(
      expect.objectContaining({
        code: 'integer-range',
        detail: expect.objectContaining({ place: { ...place, row: 1 } }) as object,
      }),
    );
  });
});

describe('takeValues', () => {
  it('keeps type and order', () => {
    const rows = Int32Array.of(2, 0);
    expect(takeValues(BigInt64Array.of(1n, 2n, 3n), rows)).toEqual(BigInt64Array.of(3n, 1n));
    expect(takeValues(['a', 'b', 'c'], rows)).toEqual(['c', 'a']);
  });
});
