import {
  bytesField,
  floatField,
  integerField,
  message,
  messageField,
  stringField,
  type Field,
} from '../../graph/protobuf.ts';

/** A tensor of an ONNX graph, by its name. */
export type OnnxValue = string;

/** An attribute of a node. */
export type OnnxAttribute =
  { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

/** Writes an ONNX model (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): nodes in the order in which they run. */
export interface OnnxGraph {
  add(operator: string, inputs: readonly OnnxValue[], attributes?: Readonly<Record<string, OnnxAttribute>>): OnnxValue;
  floats(shape: readonly number[], values: Float32Array): OnnxValue;
  integers(values: readonly number[]): OnnxValue;
  /** The bytes of the `ModelProto`. @param width columns of input and output; the number of events is open */
  model(given: {
    readonly input: { readonly name: string; readonly width: number };
    readonly output: { readonly name: string; readonly value: OnnxValue; readonly width: number };
    readonly metadata: Readonly<Record<string, string>>;
  }): Uint8Array;
}

/** Version of the operators, and of the format that came with it: any ONNX Runtime since 1.12 reads them. */
const operatorSet = 17;
const formatVersion = 8;

export function createOnnxGraph(): OnnxGraph {
  const nodes: Field[] = [];
  const initialisers: Field[] = [];
  let count = 0;
  // TensorProto: dims = 1, data_type = 2 (1 float, 7 int64), name = 8, raw_data = 9
  const initialiser = (type: 1 | 7, shape: readonly number[], bytes: Uint8Array): OnnxValue => {
    const name = `constant_${initialisers.length}`;
    const dims = shape.map((size) => integerField(1, size));
    initialisers.push(messageField(5, [...dims, integerField(2, type), stringField(8, name), bytesField(9, bytes)]));
    return name;
  };
  // NodeProto: input = 1, output = 2, name = 3, op_type = 4, attribute = 5
  const node = (
    operator: string,
    inputs: readonly OnnxValue[],
    output: OnnxValue,
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): void => {
    nodes.push(
      messageField(1, [
        ...inputs.map((input) => stringField(1, input)),
        stringField(2, output),
        stringField(3, `${operator}_${count}`),
        stringField(4, operator),
        ...Object.entries(attributes).map(([name, value]) => messageField(5, attribute(name, value))),
      ]),
    );
  };
  return {
    add(operator, inputs, attributes = {}) {
      const output = `value_${count++}`;
      node(operator, inputs, output, attributes);
      return output;
    },
    floats: (shape, values) =>
      initialiser(1, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    integers: (values) =>
      initialiser(7, [values.length], new Uint8Array(BigInt64Array.from(values, (value) => BigInt(value)).buffer)),
    model({ input, output, metadata }) {
      node('Identity', [output.value], output.name, {});
      // GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12
      const graph = [
        ...nodes,
        stringField(2, 'network'),
        ...initialisers,
        messageField(11, valueInfo(input.name, input.width)),
        messageField(12, valueInfo(output.name, output.width)),
      ];
      // ModelProto: ir_version = 1, producer_name = 2, graph = 7, opset_import = 8 (version = 2), metadata_props = 14
      return message([
        integerField(1, formatVersion),
        stringField(2, 'Umbra'),
        messageField(7, graph),
        messageField(8, [integerField(2, operatorSet)]),
        ...Object.entries(metadata).map(([key, value]) =>
          messageField(14, [stringField(1, key), stringField(2, value)]),
        ),
      ]);
    },
  };
}

/** AttributeProto: name = 1, f = 2, i = 3, ints = 8, type = 20 (1 float, 2 int, 7 ints). */
function attribute(name: string, value: OnnxAttribute): readonly Field[] {
  if ('float' in value) return [stringField(1, name), floatField(2, value.float), integerField(20, 1)];
  if ('int' in value) return [stringField(1, name), integerField(3, value.int), integerField(20, 2)];
  return [stringField(1, name), ...value.ints.map((int) => integerField(8, int)), integerField(20, 7)];
}

/**
 * ValueInfoProto: name = 1, type = 2; TypeProto: tensor_type = 1; its elem_type = 1 (1 float), shape = 2; dim = 1 with
 * dim_value = 1 or dim_param = 2.
 */
function valueInfo(name: string, width: number): readonly Field[] {
  const shape = [messageField(1, [stringField(2, 'events')]), messageField(1, [integerField(1, width)])];
  const tensor = [integerField(1, 1), messageField(2, shape)];
  return [stringField(1, name), messageField(2, [messageField(1, tensor)])];
}
