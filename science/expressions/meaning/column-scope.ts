import { SLOT_NAME, withMomentum } from './collection.ts';
import type { Collection, Element, Momentum, Scope, Value } from './lowering.ts';
import { momentumFrom } from './momentum.ts';
import { once, remembered } from './once.ts';
import type { Kind, TermFactory } from './term.ts';

/** What an expression needs to know of a column before there is data. */
export interface ColumnInfo {
  readonly kind: Kind;
  readonly unit?: string | undefined;
}

/**
 * Columns by name; `jet1_pt`, `jet1_eta`, `jet2_pt`, ... are also the collection `jet` and the objects `jet1`, `jet2`.
 */
export function columnScope(terms: TermFactory, columns: ReadonlyMap<string, ColumnInfo>): Scope {
  const value = remembered((name: string): Value | undefined => {
    const column = columns.get(name);
    return column === undefined ? undefined : { term: terms.column(name, column.kind), unit: column.unit };
  });
  const object = (name: string): Momentum | undefined =>
    momentumFrom(terms, name, (field) => value(field === '' ? name : `${name}_${field}`));
  const stored = once(() => storedCollections(columns.keys()));
  const collection = (label: string): Collection | undefined => {
    const found = stored().get(label);
    if (found === undefined) return undefined;
    const slots = Array.from({ length: found.size }, (_, index) =>
      storedElement(terms, `${label}${index + 1}`, [...found.fields], value),
    );
    return { label, slots, element: (n) => slots[n - 1] };
  };
  return {
    value,
    object: remembered(object),
    collection: remembered(collection),
    names: () => columns.keys(),
    objection: () => undefined,
  };
}

interface Stored {
  size: number;
  readonly fields: Set<string>;
}

/** How many slots and which fields each collection has: `jet8_btag` says that jet has at least 8 and a field btag. */
function storedCollections(names: Iterable<string>): ReadonlyMap<string, Stored> {
  const found = new Map<string, Stored>();
  for (const name of names) {
    const [, label = '', slot, field = ''] = SLOT_NAME.exec(name) ?? [];
    if (slot === undefined) continue;
    const stored = found.get(label) ?? { size: 0, fields: new Set() };
    found.set(label, stored);
    stored.size = Math.max(stored.size, Number(slot));
    stored.fields.add(field);
  }
  return found;
}

function storedElement(
  terms: TermFactory,
  label: string,
  fields: readonly string[],
  value: (name: string) => Value | undefined,
): Element {
  const key = value(`${label}_${fields.includes('pt') ? 'pt' : (fields[0] ?? '')}`);
  const present = key === undefined ? terms.constant(false) : terms.present(key.term);
  return withMomentum(terms, { label, present, fields, field: (name) => value(`${label}_${name}`) });
}
