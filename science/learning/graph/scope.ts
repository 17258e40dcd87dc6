import { attributeValue, dataTypes, type Attribute, type DataType } from './attributes.ts';
import { bytesField, integerField, message, messageField, stringField, type Field } from './protobuf.ts';

/** A tensor that a node of a scope puts out. */
export interface Value {
  /** How other nodes of the same scope refer to it. */
  readonly reference: string;
  readonly node: string;
  readonly type: DataType;
}

export interface NodeRequest {
  readonly inputs?: readonly Value[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Types of the node's outputs. */
  readonly outputs: readonly DataType[];
  /**
   * Name of the operation's output argument, which references inside functions carry
   * (`MatMul` puts out `product`); a list when there are several arguments, one name when one argument is a list.
   */
  readonly argument: string | readonly string[];
  /** Nodes that must have run before. */
  readonly after?: readonly Value[];
}

/**
 * Where nodes are added: a graph or the body of a function. Nodes are kept in the order in which they are added, which
 * is also an order in which they can run.
 */
export interface Scope {
  add(operation: string, request: NodeRequest): readonly Value[];
  /** Functions are added to the graph that holds the scope. */
  readonly define: (name: string, inputs: readonly DataType[], body: FunctionBody) => void;
}
export type FunctionBody = (scope: Scope, inputs: readonly Value[]) => readonly Value[];

export interface Graph extends Scope {
  /** The bytes of a `SavedModel` message that holds this graph, tagged `serve`. */
  savedModel(signature?: Signature): Uint8Array;
}

/** What other programs call: names of inputs and outputs. */
export interface Signature {
  readonly name: string;
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}
export interface SignatureTensor {
  readonly value: Value;
  /** -1 for a size that is open. */
  readonly shape: readonly number[];
}

/** An empty graph. */
export function createGraph(): Graph {
  const nodes: Field[] = [];
  const functions: Field[] = [];
  const define = (name: string, inputs: readonly DataType[], body: FunctionBody) => {
    functions.push(messageField(1, functionDefinition(name, inputs, body, define)));
  };
  return {
    add: nodeAdder((node) => nodes.push(messageField(1, node)), graphReference),
    define,
    savedModel(signature) {
      // GraphDef: node = 1, library = 2, versions = 4 (producer); MetaGraphDef: meta_info_def = 1 (tags = 4), graph_def = 2
      const graph = [...nodes, messageField(2, functions), messageField(4, [integerField(1, graphVersion)])];
      const signatures = signature === undefined ? [] : [messageField(5, signatureEntry(signature))];
      const metaGraph = [messageField(1, [stringField(4, 'serve')]), messageField(2, graph), ...signatures];
      return message([integerField(1, 1), messageField(2, metaGraph)]);
    },
  };
}

/**
 * An entry of `MetaGraphDef.signature_def`: key = 1, value = 2, a SignatureDef: inputs = 1 and outputs = 2 (entries of TensorInfo:
 * name = 1, dtype = 2, tensor_shape = 3), method_name = 3.
 */
function signatureEntry({ name, inputs, outputs }: Signature): readonly Field[] {
  const tensors = (number: number, given: Signature['inputs']) =>
    Object.entries(given).map(([key, { value, shape }]) => {
      const info = [
        stringField(1, `${value.reference}:0`),
        integerField(2, dataTypes[value.type]),
        messageField(
          3,
          shape.map((size) => messageField(2, [integerField(1, size)])),
        ),
      ];
      return messageField(number, [stringField(1, key), messageField(2, info)]);
    });
  const definition = [...tensors(1, inputs), ...tensors(2, outputs), stringField(3, 'tensorflow/serving/predict')];
  return [stringField(1, name), messageField(2, definition)];
}

/** `producer` of TensorFlow 2.17: newer libraries accept it. */
const graphVersion = 1882;

function functionDefinition(
  name: string,
  inputs: readonly DataType[],
  body: FunctionBody,
  define: Scope['define'],
): readonly Field[] {
  const nodes: Field[] = [];
  const effects: string[] = [];
  const addNode = nodeAdder((node) => nodes.push(messageField(3, node)), functionReference, effects);
  const scope: Scope = { add: addNode, define };
  const parameters = inputs.map((type, index) => ({ reference: `argument${index}`, node: `argument${index}`, type }));
  const results = body(scope, parameters);
  const argument = (number: number, argumentName: string, type: DataType): Field =>
    messageField(number, [stringField(1, argumentName), integerField(3, dataTypes[type])]);
  // FunctionDef: signature = 1 (OpDef: name 1, input_arg 2, output_arg 3, is_stateful 17, control_output 20),
  // node_def = 3, ret = 4, control_ret = 6
  const signature = [
    stringField(1, name),
    ...parameters.map(({ node, type }) => argument(2, node, type)),
    ...results.map(({ type }, index) => argument(3, `result${index}`, type)),
    integerField(17, 1),
    ...effects.map((node) => stringField(20, node)),
  ];
  const returns = results.map(({ reference }, index) =>
    messageField(4, [stringField(1, `result${index}`), stringField(2, reference)]),
  );
  const controls = effects.map((node) => messageField(6, [stringField(1, node), stringField(2, node)]));
  return [messageField(1, signature), ...nodes, ...returns, ...controls];
}

type Reference = (node: string, index: number, argument: NodeRequest['argument']) => string;
const graphReference: Reference = (node, index) => (index === 0 ? node : `${node}:${index}`);
const functionReference: Reference = (node, index, argument) =>
  typeof argument === 'string' ? `${node}:${argument}:${index}` : `${node}:${argument[index]}:0`;

/** `effects` gathers the nodes without outputs: those that write variables, which nothing else keeps alive. */
function nodeAdder(push: (node: readonly Field[]) => void, reference: Reference, effects: string[] = []): Scope['add'] {
  let count = 0;
  return (operation, { inputs = [], attributes = {}, outputs, argument, after = [] }) => {
    const node = `n${count++}`;
    // NodeDef: name = 1, op = 2, input = 3, attr = 5 (map: key 1, value 2)
    push([
      stringField(1, node),
      stringField(2, operation),
      ...inputs.map((input) => stringField(3, input.reference)),
      ...after.map((value) => stringField(3, `^${value.node}`)),
      ...Object.entries(attributes).map(([key, value]) =>
        messageField(5, [stringField(1, key), bytesField(2, attributeValue(value))]),
      ),
    ]);
    if (outputs.length === 0) effects.push(node);
    return outputs.map((type, index) => ({ reference: reference(node, index, argument), node, type }));
  };
}
