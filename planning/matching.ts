import { InputError, type Attributes, type InputPlace, type Scalar } from '../schemas/index.ts';
import { evaluateRecord, parseExpression, type Ast } from '../science/expressions/index.ts';
import type { AxisValue } from './axes.ts';
import type { TaskNode } from './inputs.ts';

/** One instance of a task. */
export interface Match {
  readonly id: string;
  readonly index: number;
  readonly attributes: Attributes;
}

/** The instances of a task for whose axis value a condition holds; attributes of the asking task's own value are `axis.name`. */
export function matching(
  where: string | undefined,
  source: TaskNode,
  value: AxisValue | undefined,
  node: TaskNode,
  at: () => InputPlace,
): readonly Match[] {
  const instances = instancesOf(source);
  const axis = node.axis?.name;
  if (axis !== undefined && instances.attributeNames.has(axis))
    throw new InputError('axis', `axis '${axis}' is called like an attribute of ${source.axis?.name ?? source.name}`, {
      place: at(),
      mend: `give the axis another name, so that ${axis}.x and ${axis} can be told apart`,
    });
  if (where === undefined) return instances.all;
  const condition = parseExpression(where, at());
  const own = value === undefined || axis === undefined ? {} : { [axis]: value.attributes };
  const holds = ({ attributes }: Match): boolean => evaluateRecord(condition, { ...attributes, ...own }) === true;
  const candidates =
    value === undefined || axis === undefined
      ? instances.all
      : equalOnes(instances, requiredEqualities(condition.ast, axis), value.attributes);
  // A condition that cannot be meant is an error, also where there is no candidate for it.
  if (candidates.length === 0 && instances.all[0] !== undefined) holds(instances.all[0]);
  return candidates.filter(holds);
}

interface Instances {
  readonly all: readonly Match[];
  readonly attributeNames: ReadonlySet<string>;
  /** Instances by the value of an attribute. */
  readonly by: Map<string, ReadonlyMap<Scalar, readonly Match[]>>;
}

const known = new WeakMap<TaskNode, Instances>();

function instancesOf(source: TaskNode): Instances {
  let found = known.get(source);
  if (found === undefined) {
    const all = source.values.flatMap((candidate): readonly Match[] => {
      const index = source.indexOf.get(candidate?.id ?? '');
      return index === undefined ? [] : [{ id: candidate?.id ?? '', index, attributes: candidate?.attributes ?? {} }];
    });
    const attributeNames = new Set<string>();
    for (const { attributes } of all) for (const name in attributes) attributeNames.add(name);
    found = { all, attributeNames, by: new Map() };
    known.set(source, found);
  }
  return found;
}

/** Without this every value of one axis would be compared with every value of the other. */
function equalOnes(instances: Instances, equalities: readonly Equality[], own: Attributes): readonly Match[] {
  let fewest = instances.all;
  for (const { theirs, mine } of equalities) {
    const wanted = own[mine];
    if (wanted === undefined || !instances.attributeNames.has(theirs)) continue;
    // A missing value equals nothing.
    const equal = wanted === null ? [] : (indexBy(instances, theirs).get(wanted) ?? []);
    if (equal.length < fewest.length) fewest = equal;
  }
  return fewest;
}

function indexBy(instances: Instances, attribute: string): ReadonlyMap<Scalar, readonly Match[]> {
  let index = instances.by.get(attribute);
  if (index === undefined) {
    const lists = new Map<Scalar, Match[]>();
    for (const match of instances.all) {
      const value = match.attributes[attribute] ?? null;
      const list = lists.get(value);
      if (list === undefined) lists.set(value, [match]);
      else list.push(match);
    }
    index = lists;
    instances.by.set(attribute, index);
  }
  return index;
}

interface Equality {
  /** Attribute of the instances. */
  readonly theirs: string;
  /** Attribute of the asking task's own axis value. */
  readonly mine: string;
}

/** Of `model == category.model and kind == "signal"`: what must be equal for the condition to hold. */
function requiredEqualities(ast: Ast, axis: string): readonly Equality[] {
  if (ast.type === 'logic' && ast.operator === 'and')
    return [...requiredEqualities(ast.left, axis), ...requiredEqualities(ast.right, axis)];
  if (ast.type !== 'comparison' || ast.rest.length !== 1) return [];
  const [{ operator, operand } = { operator: '!=', operand: ast.first }] = ast.rest;
  if (operator !== '==' || ast.first.type !== 'name' || operand.type !== 'name') return [];
  const [left, right] = [ast.first.name, operand.name];
  const prefix = `${axis}.`;
  if (right.startsWith(prefix) && !left.includes('.')) return [{ theirs: left, mine: right.slice(prefix.length) }];
  if (left.startsWith(prefix) && !right.includes('.')) return [{ theirs: right, mine: left.slice(prefix.length) }];
  return [];
}
