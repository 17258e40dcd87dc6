import type { Collection, Element, Momentum, Scope, Value } from './lowering.ts';
import { momentumFrom } from './momentum.ts';
import type { Kind, Term, TermFactory } from './term.ts';

/** What an expression needs to know of a column before there is data. */
export interface ColumnInfo {
  readonly kind: Kind;
  readonly unit?: string | undefined;
}

const slotName = /^(.*?)([1-9][0-9]*)_(.+)$/;

/** Columns by name; `jet1_pt`, `jet1_eta`, `jet2_pt`, ... are also the collection `jet`. */
export function columnScope(terms: TermFactory, columns: ReadonlyMap<string, ColumnInfo>): Scope {
  const value = (name: string): Value | undefined => {
    const column = columns.get(name);
    return column === undefined ? undefined : { term: terms.column(name, column.kind), unit: column.unit };
  };
  const collection = (label: string): Collection | undefined => {
    const fields = new Set<string>();
    let size = 0;
    for (const name of columns.keys()) {
      const [, of, slot, field] = slotName.exec(name) ?? [];
      if (of !== label || field === undefined) continue;
      fields.add(field);
      size = Math.max(size, Number(slot));
    }
    if (size === 0) return undefined;
    const slots = Array.from({ length: size }, (_, index) =>
      storedElement(terms, `${label}${index + 1}`, [...fields], value),
    );
    return { label, slots, element: (n) => slots[n - 1] };
  };
  return {
    value,
    object: () => undefined,
    collection: remembered(collection),
    names: () => columns.keys(),
    objection: () => undefined,
  };
}

function storedElement(
  terms: TermFactory,
  label: string,
  fields: readonly string[],
  value: (name: string) => Value | undefined,
): Element {
  const key = value(`${label}_${fields.includes('pt') ? 'pt' : (fields[0] ?? '')}`);
  const present = key === undefined ? terms.constant(false) : terms.present(key.term);
  return { label, present, fields, field: (name) => value(`${label}_${name}`) };
}

/** The objects of a collection for which conditions hold, the first that does becoming the first. */
export function filtered(terms: TermFactory, collection: Collection, holds: (element: Element) => Term): Collection {
  const slots = collection.slots.map((element) => ({
    ...element,
    present: terms.and(element.present, holds(element)),
  }));
  const conditions = slots.map(({ present }) => present);
  const element = (n: number): Element | undefined => {
    const first = slots[0];
    if (first === undefined || n < 1 || n > slots.length) return undefined;
    const position = terms.nth(n, conditions);
    return {
      label: `${collection.label}${n}`,
      present: terms.present(position),
      fields: first.fields,
      field: (name) => {
        const options = slots.map((slot) => slot.field(name));
        if (options.some((option) => option === undefined)) return undefined;
        const known = options as readonly Value[];
        return {
          term: terms.pick(
            position,
            known.map(({ term }) => term),
          ),
          unit: known[0]?.unit,
        };
      },
    };
  };
  return { label: collection.label, slots, element };
}

/** Names added to a scope; they hide the outer ones. */
export interface Added {
  readonly values?: ReadonlyMap<string, Value>;
  readonly objects?: ReadonlyMap<string, Momentum>;
  readonly collections?: ReadonlyMap<string, Collection>;
}

/**
 * A scope with more names; the maps may grow while it is in use. A collection `bjet` brings `bjet1`, `bjet1_pt`, ...; an object `ll` brings `ll_pt`, `ll_phi`,
 * `ll_eta`, `ll_m`.
 */
export function extended(terms: TermFactory, outer: Scope, added: Added): Scope {
  const slotOf = (name: string): { readonly element: Element | undefined; readonly field: string } | undefined => {
    const [, label = '', n, field = ''] = slotName.exec(name) ?? [];
    const collection = added.collections?.get(label);
    return collection === undefined ? undefined : { element: collection.element(Number(n)), field };
  };
  const stale = (name: string): boolean => {
    const label = name.startsWith('n_') ? name.slice(2) : '';
    return added.collections?.has(label) === true && outer.collection(label) !== undefined;
  };
  return {
    value: (name) => {
      if (stale(name)) return undefined;
      const own = added.values?.get(name) ?? fieldOfObject(name, added.objects);
      if (own !== undefined) return own;
      const slot = slotOf(name);
      return slot === undefined ? outer.value(name) : slot.element?.field(slot.field);
    },
    object: (name) => {
      const own = added.objects?.get(name);
      if (own !== undefined) return own;
      const [, label = '', n] = /^(.*?)([1-9][0-9]*)$/.exec(name) ?? [];
      const element = n === undefined ? undefined : added.collections?.get(label)?.element(Number(n));
      return element === undefined ? outer.object(name) : momentumOf(terms, element);
    },
    collection: (name) => added.collections?.get(name) ?? outer.collection(name),
    names: () => [
      ...(added.values?.keys() ?? []),
      ...(added.objects?.keys() ?? []),
      ...(added.collections?.keys() ?? []),
      ...outer.names(),
    ],
    objection: (name) =>
      stale(name)
        ? `'${name}' counts the objects as they were ingested, and '${name.slice(2)}' was narrowed here: write count(${name.slice(2)})`
        : outer.objection(name),
  };
}

/** Inside a value or condition over a collection: the fields of one element, which itself has the collection's name. */
export function elementScope(terms: TermFactory, outer: Scope, { label }: Collection, element: Element): Scope {
  return {
    value: (name) => element.field(name) ?? outer.value(name),
    object: (name) => (name === label ? momentumOf(terms, element) : outer.object(name)),
    collection: (name) => outer.collection(name),
    names: () => [...element.fields, label, ...outer.names()],
    objection: (name) => outer.objection(name),
  };
}

const momentumOf = (terms: TermFactory, element: Element): Momentum | undefined =>
  momentumFrom(terms, element.label, (field) => element.field(field), element.present);

function fieldOfObject(name: string, objects: Added['objects']): Value | undefined {
  const split = name.lastIndexOf('_');
  const object = objects?.get(name.slice(0, split));
  if (object === undefined) return undefined;
  const { unit, longitudinal } = object;
  switch (name.slice(split + 1)) {
    case 'pt':
      return { term: object.pt, unit };
    case 'phi':
      return { term: object.phi, unit: 'rad' };
    case 'eta':
      return longitudinal === undefined ? undefined : { term: longitudinal.eta, unit: undefined };
    case 'm':
      return longitudinal === undefined ? undefined : { term: longitudinal.mass, unit };
    default:
      return undefined;
  }
}

function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) known.set(name, make(name));
    return known.get(name) as T;
  };
}
