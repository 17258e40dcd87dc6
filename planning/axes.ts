import {
  InputError,
  type Attributes,
  type AxisFile,
  type CampaignFile,
  type Catalogue,
  type InputPlace,
  type Scalar,
} from '../schemas/index.ts';
import { evaluateRecord, parseExpression } from '../science/expressions/index.ts';
import type { YamlDocument } from './document.ts';
import { formatId } from './substitute.ts';

export interface AxisValue {
  readonly id: string;
  readonly attributes: Attributes;
  /** Everything the catalogue says of a sample, also what is not a scalar (`${sample.sum_of_weights_by_period}`). */
  readonly full: Readonly<Record<string, unknown>>;
}

export interface Axis {
  readonly name: string;
  readonly group: boolean;
  readonly values: readonly AxisValue[];
}

/** The values of every axis of a campaign. */
export function expandAxes(
  file: CampaignFile,
  catalogue: Catalogue | undefined,
  document: YamlDocument,
): ReadonlyMap<string, Axis> {
  const axes = new Map<string, Axis>();
  const expand = (name: string, path: readonly string[]): Axis => {
    const known = axes.get(name);
    if (known !== undefined) return known;
    const definition = file.axes[name];
    if (definition === undefined || path.includes(name))
      throw new InputError(
        'axis',
        definition === undefined ? `there is no axis '${name}'` : `axis '${name}' refers to itself`,
        {
          place: document.place(['axes', path.at(-1) ?? name]),
          expected: `one of ${Object.keys(file.axes).join(', ')}`,
        },
      );
    const values = valuesOf(name, definition, catalogue, document, (other) => expand(other, [...path, name]));
    checkDistinct(name, values, document);
    const axis = { name, group: definition.group ?? false, values };
    axes.set(name, axis);
    return axis;
  };
  for (const name of Object.keys(file.axes)) expand(name, []);
  return axes;
}

function valuesOf(
  name: string,
  definition: AxisFile,
  catalogue: Catalogue | undefined,
  document: YamlDocument,
  other: (axis: string) => Axis,
): readonly AxisValue[] {
  const at = (...path: string[]) => document.place(['axes', name, ...path]);
  const holds = (attributes: Attributes): boolean => {
    const where = 'where' in definition ? definition.where : undefined;
    return where === undefined || isTrue(where, attributes, () => at('where'));
  };
  const value = (
    attributes: Attributes,
    full: Readonly<Record<string, unknown>> = attributes,
    sample: { readonly sample?: string } = {},
  ): AxisValue => ({
    id: formatId(definition.id, attributes, () => ({ ...at('id'), ...sample })),
    attributes,
    full,
  });
  /** Adds what `derive` says of them. */
  const derived = (given: Attributes, sample: { readonly sample?: string } = {}): Attributes => {
    const attributes = { ...given };
    for (const [key, { choose }] of Object.entries('derive' in definition ? (definition.derive ?? {}) : {}))
      attributes[key] =
        Object.entries(choose).find(([choice, rule]) =>
          isTrue(rule, attributes, () => ({ ...at('derive', key, 'choose', choice), ...sample })),
        )?.[0] ?? null;
    return attributes;
  };
  if ('product' in definition) return product(definition.product).map((attributes) => value(derived(attributes)));
  if ('of' in definition) {
    const seen = new Map<string, AxisValue>();
    for (const { attributes } of other(definition.of).values) {
      if (!holds(attributes)) continue;
      const picked = Object.fromEntries(definition.distinct.map((key) => [key, attributes[key] ?? null]));
      const made = value(picked);
      if (!seen.has(made.id)) seen.set(made.id, made);
    }
    return [...seen.values()];
  }
  if (catalogue === undefined)
    throw new InputError('catalogue', `axis '${name}' is made from the catalogue, but the campaign names none`, {
      place: at(),
      mend: 'add `catalogue: samples.json` at the top',
    });
  const entries = [...catalogue.samples, ...(catalogue.data === undefined ? [] : [catalogue.data])];
  // Every sample has every attribute that any of them has, null where its entry does not say: rules may name them all.
  const names = new Set(entries.flatMap((entry) => Object.keys(entry).filter((key) => isScalar(entry[key]))));
  return entries
    .map((entry) => {
      const given: Record<string, Scalar> = {};
      for (const key of names) given[key] = isScalar(entry[key]) ? entry[key] : null;
      const attributes = derived(given, { sample: entry.file });
      return {
        sample: entry.file,
        attributes,
        full: {
          ...entry,
          ...Object.fromEntries(Object.entries(attributes).filter(([, attribute]) => attribute !== null)),
        },
      };
    })
    .filter(({ attributes }) => holds(attributes))
    .map(({ attributes, full, sample }) => value(attributes, full, { sample }));
}

/** Whether an expression holds for these attributes; names that no attribute has are errors. */
export function isTrue(
  text: string,
  attributes: Readonly<Record<string, Scalar | Attributes>>,
  place: () => InputPlace,
): boolean {
  return evaluateRecord(parseExpression(text, place()), attributes) === true;
}

function product(lists: Readonly<Record<string, readonly Scalar[]>>): Attributes[] {
  let rows: Attributes[] = [{}];
  for (const [key, list] of Object.entries(lists))
    rows = rows.flatMap((row) => list.map((item) => ({ ...row, [key]: item })));
  return rows;
}

function checkDistinct(name: string, values: readonly AxisValue[], document: YamlDocument): void {
  const seen = new Map<string, AxisValue>();
  for (const value of values) {
    const twin = seen.get(value.id);
    if (twin !== undefined) {
      const files = [twin, value].map(({ attributes }) => attributes.file).filter((file) => typeof file === 'string');
      throw new InputError(
        'duplicate',
        `axis '${name}' has two values '${value.id}'${files.length > 0 ? `: ${files.join(' and ')}` : ''}`,
        {
          place: { ...document.place(['axes', name, 'id']), ...(files.length > 0 ? { sample: value.id } : {}) },
          expected: 'each id once: two samples with one dsid would be counted twice',
          mend: 'remove one entry from the catalogue, or give it a dsid of its own',
        },
      );
    }
    seen.set(value.id, value);
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
