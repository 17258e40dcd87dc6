/** What is used of JSON Schema. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

/** The scalar members of a list's elements by name, with the values that each may have; null: any. */
export type ListMembers = ReadonlyMap<string, readonly unknown[] | null>;

export type PathEnd =
  | {
      readonly leads: true;
      /** Of the last list's elements; null where they may be any, undefined where the path goes through no list. */
      readonly members: ListMembers | null | undefined;
    }
  | {
      readonly leads: false;
      /** How many steps could be taken. */
      readonly depth: number;
      /** What is there, and what it has. */
      readonly found: string;
      readonly names: readonly string[];
    };

type Members = ListMembers | null | undefined;

/**
 * Whether a path leads to numbers in what a schema describes: steps are names of members or positions in a list (from 0); a name after a list
 * takes that member of each of its elements. Where the schema does not say, it does.
 */
export function followSchema(root: JsonSchema, path: readonly string[]): PathEnd {
  const follow = (given: JsonSchema, depth: number, members: Members): PathEnd => {
    const schema = resolve(given);
    const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (options !== undefined) return best(options.map((option) => follow(option, depth, members)));
    const types = typesOf(schema);
    if (types.length === 0) return { leads: true, members: members === undefined ? null : members };
    return best(types.map((type) => followType(schema, type, depth, members)));
  };
  const followType = (schema: JsonSchema, type: string, depth: number, members: Members): PathEnd => {
    const step = path[depth];
    if (type === 'array') {
      if (step !== undefined && /^\d+$/.test(step))
        return follow(schema.prefixItems?.[Number(step)] ?? schema.items ?? {}, depth + 1, members);
      const elements = [...(schema.prefixItems ?? []), ...(schema.items === undefined ? [] : [schema.items])];
      if (elements.length === 0) return { leads: true, members: null };
      return best(elements.map((element) => follow(element, depth, scalarMembers(element))));
    }
    if (type === 'object') {
      const names = Object.keys(schema.properties ?? {});
      if (step === undefined) return { leads: false, depth, found: 'an object', names };
      const member = names.includes(step) ? schema.properties?.[step] : schema.additionalProperties;
      if (member === undefined || member === false) return { leads: false, depth, found: 'an object', names };
      return follow(member === true ? {} : member, depth + 1, members);
    }
    const isNumber = type === 'number' || type === 'integer';
    return isNumber && step === undefined
      ? { leads: true, members }
      : { leads: false, depth, found: type === 'null' ? 'null' : `a ${type}`, names: [] };
  };
  const resolve = (schema: JsonSchema): JsonSchema =>
    schema.$ref === undefined
      ? schema
      : schema.$ref === '#'
        ? root
        : (root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {});
  const scalarMembers = (given: JsonSchema): ListMembers | null => {
    const schema = resolve(given);
    const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (options !== undefined) {
      const together = new Map<string, readonly unknown[] | null>();
      for (const option of options.filter((one) => typesOf(one).join() !== 'null')) {
        const members = scalarMembers(option);
        if (members === null) return null;
        for (const [name, values] of members) {
          const known = together.get(name) ?? [];
          together.set(name, together.get(name) === null || values === null ? null : [...known, ...values]);
        }
      }
      return together;
    }
    if (schema.properties === undefined) return null;
    if (typeof schema.additionalProperties === 'object' || schema.additionalProperties === true) return null;
    return new Map(
      Object.entries(schema.properties).flatMap(([name, member]) =>
        isNested(resolve(member)) ? [] : [[name, valuesOf(member)] as const],
      ),
    );
  };
  /** What a scalar may be; null: anything. */
  const valuesOf = (given: JsonSchema): readonly unknown[] | null => {
    const schema = resolve(given);
    if (schema.const !== undefined) return [schema.const];
    if (schema.enum !== undefined) return schema.enum;
    const options = schema.anyOf ?? schema.oneOf;
    if (options === undefined) return typesOf(schema).join() === 'null' ? [] : null;
    const all = options.map(valuesOf);
    return all.includes(null) ? null : all.flatMap((values) => values ?? []);
  };
  return follow(root, 0, undefined);
}

const isNested = (schema: JsonSchema): boolean => ['object', 'array'].some((type) => typesOf(schema).includes(type));

function typesOf({ type, const: constant, enum: values }: JsonSchema): readonly string[] {
  if (typeof type === 'string') return [type];
  if (type !== undefined) return type;
  const known = constant === undefined ? (values ?? []) : [constant];
  return [...new Set(known.map((value) => (value === null ? 'null' : typeof value)))];
}

/** One that leads there, or the one that got furthest. */
function best(ends: readonly PathEnd[]): PathEnd {
  const rank = (end: PathEnd): number => (end.leads ? Infinity : end.depth + (end.names.length > 0 ? 0.5 : 0));
  return ends.reduce((one, other) => (rank(other) > rank(one) ? other : one));
}
