import { SLOT_NAME } from './collection.ts';
import type { Collection, Element, Momentum, Scope, Value } from './lowering.ts';
import type { TermFactory } from './term.ts';

/** Names added to a scope; they hide the outer ones. */
export interface Added {
  readonly values?: ReadonlyMap<string, Value>;
  readonly objects?: ReadonlyMap<string, Momentum>;
  readonly collections?: ReadonlyMap<string, Collection>;
}

/**
 * A scope with more names; the maps may grow while it is in use. A collection `bjet` brings `bjet1`, `bjet1_pt`, ...;
 * an object `ll` brings `ll_pt`, `ll_phi`, `ll_eta`, `ll_m`.
 */
export function extended(terms: TermFactory, outer: Scope, added: Added): Scope {
  const slotOf = (name: string): { readonly element: Element | undefined; readonly field: string } | undefined => {
    const [, label = '', n, field = ''] = SLOT_NAME.exec(name) ?? [];
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
      return element === undefined ? outer.object(name) : element.momentum();
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
    object: (name) => (name === label ? element.momentum() : outer.object(name)),
    collection: (name) => outer.collection(name),
    names: () => [...element.fields, label, ...outer.names()],
    objection: (name) => outer.objection(name),
  };
}

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
