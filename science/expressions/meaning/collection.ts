import type { Collection, Element, Value } from './lowering.ts';
import { momentumFrom } from './momentum.ts';
import { once, remembered } from './once.ts';
import type { Term, TermFactory } from './term.ts';

/** `jet1_pt`: collection, number of the slot, field. */
export const SLOT_NAME = /^(.*?)([1-9][0-9]*)_(.+)$/;

/** An element with its four-momentum, if it has the fields for one. */
export function withMomentum(terms: TermFactory, element: Omit<Element, 'momentum'>): Element {
  const { label, present } = element;
  return { ...element, momentum: once(() => momentumFrom(terms, label, (name) => element.field(name), present)) };
}

/** The objects of a collection for which conditions hold, the first that does becoming the first. */
export function filtered(terms: TermFactory, collection: Collection, holds: (element: Element) => Term): Collection {
  const slots = collection.slots.map((element) =>
    withMomentum(terms, { ...element, present: terms.and(element.present, holds(element)) }),
  );
  const conditions = slots.map(({ present }) => present);
  const element = remembered((n: number): Element | undefined => {
    const first = slots[0];
    if (first === undefined || n < 1 || n > slots.length) return undefined;
    const position = terms.nth(n, conditions);
    return withMomentum(terms, {
      label: `${collection.label}${n}`,
      present: terms.present(position),
      fields: first.fields,
      field: remembered((name) => {
        const options = slots.map((slot) => slot.field(name));
        if (options.some((option) => option === undefined)) return undefined;
        const known = options as readonly Value[];
        const picked = known.map(({ term }) => term);
        return { term: terms.pick(position, picked), unit: known[0]?.unit };
      }),
    });
  });
  return { label: collection.label, slots, element };
}
