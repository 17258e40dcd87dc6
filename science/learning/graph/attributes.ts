import { bytesField, floatField, integerField, message, messageField, stringField, type Field } from './protobuf.ts';

/** Element types of tensors, by the numbers of TensorFlow's `DataType` (types.proto). */
export const dataTypes = { float32: 1, uint8: 4, int32: 3, bool: 10, resource: 20 } as const;
export type DataType = keyof typeof dataTypes;

/** Sizes of the dimensions; -1 where a size is known only when the graph runs. `undefined`: the rank is not known either. */
export type Shape = readonly number[] | undefined;

/** An attribute of a node, tagged by its kind (attr_value.proto). */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly type: DataType }
  | { readonly shape: Shape }
  | { readonly function: string }
  | { readonly strings: readonly string[] }
  | { readonly types: readonly DataType[] }
  | { readonly shapes: readonly Shape[] }
  | { readonly tensor: ConstantTensor };

export interface ConstantTensor {
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

const shapeFields = (shape: Shape): readonly Field[] =>
  shape === undefined ? [integerField(3, 1)] : shape.map((size) => messageField(2, [integerField(1, size)]));

const tensorFields = ({ type, shape, values }: ConstantTensor): readonly Field[] => [
  integerField(1, dataTypes[type]),
  messageField(2, shapeFields(shape)),
  bytesField(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
];

/** The `AttrValue` message of one attribute. */
export function attributeValue(attribute: Attribute): Uint8Array {
  return message([attributeField(attribute)]);
}

function attributeField(attribute: Attribute): Field {
  if ('string' in attribute) return stringField(2, attribute.string);
  if ('int' in attribute) return integerField(3, attribute.int);
  if ('float' in attribute) return floatField(4, attribute.float);
  if ('bool' in attribute) return integerField(5, attribute.bool ? 1 : 0);
  if ('type' in attribute) return integerField(6, dataTypes[attribute.type]);
  if ('shape' in attribute) return messageField(7, shapeFields(attribute.shape));
  if ('tensor' in attribute) return messageField(8, tensorFields(attribute.tensor));
  if ('function' in attribute) return messageField(10, [stringField(1, attribute.function)]);
  if ('strings' in attribute)
    return messageField(
      1,
      attribute.strings.map((text) => stringField(2, text)),
    );
  if ('types' in attribute)
    return messageField(1, [bytesField(6, Uint8Array.from(attribute.types.map((type) => dataTypes[type])))]);
  return messageField(
    1,
    attribute.shapes.map((shape) => messageField(7, shapeFields(shape))),
  );
}
