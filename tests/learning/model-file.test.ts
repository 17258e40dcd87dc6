import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import {
  decodeModel,
  decodeTensors,
  encodeModel,
  encodeTensors,
  inferenceStages,
} from '../../science/learning/index.ts';
import { architecture } from './data.ts';
import { arbitraryModel } from './models.ts';

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) =>
  fc
    .array(fc.float(), {
      minLength: shape.reduce((product, size) => product * size, 1),
      maxLength: shape.reduce((product, size) => product * size, 1),
    })
    .map((values) => ({ shape, values: Float32Array.from(values) })),
);

describe('a safetensors file', () => {
  test('gives back its tensors, bit by bit, and its texts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), tensor),
        fc.dictionary(fc.string(), fc.string()),
        (tensors, metadata) => {
          fc.pre(!('__metadata__' in tensors) && !('__proto__' in tensors));
          const file = encodeTensors({ tensors: new Map(Object.entries(tensors)), metadata });
          const decoded = decodeTensors(file);
          expect(Object.fromEntries(decoded.tensors)).toEqual(tensors);
          expect({ ...decoded.metadata }).toEqual({ ...metadata });
          expect(new DataView(file.buffer).getUint32(0, true) % 8).toBe(0);
        },
      ),
    );
  });

  test('is laid out as the format says', () => {
    const values = Float32Array.of(1, -2);
    const file = encodeTensors({ tensors: new Map([['a', { shape: [2], values }]]), metadata: { k: 'v' } });
    const length = new DataView(file.buffer).getUint32(0, true);
    expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
      __metadata__: { k: 'v' },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect([...file.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
  });

  test('that is cut off or altered is refused, not misread', () => {
    const file = encodeModel(arbitraryModel(architecture(3, { hidden: [{ units: 4 }] }), 1));
    for (const length of [0, 7, 20, file.length - 1])
      expect(() => decodeModel(file.subarray(0, length))).toThrow(/not a model file/);
    expect(() => decodeModel(encodeTensors({ tensors: new Map(), metadata: {} }))).toThrow(/not a network/);
  });
});

describe('a model file', () => {
  test('holds all that scoring needs, and equal models have equal bytes', () => {
    const subject = architecture(3, { hidden: [{ units: 4, batch_normalisation: true, dropout: 0.5 }] });
    const model = arbitraryModel(subject, 2);
    const file = encodeModel(model);
    const decoded = decodeModel(file);
    expect(decoded).toEqual(model);
    expect(encodeModel(decoded)).toEqual(file);
    expect(inferenceStages(decoded)).toEqual(inferenceStages(model));
  });
});
