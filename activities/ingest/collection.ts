import type { Column, InputPlace } from '../../schemas/index.ts';
import { parseExpression, type Expression } from '../../science/expressions/index.ts';
import { jaggedBranch } from './branch-shape.ts';
import { chooseObjects, type ChosenObjects } from './choose.ts';
import { toColumnValues, type NumberValues } from './column-values.ts';
import { findNonFinite, findNonFiniteKept, type NonFinite } from './non-finite.ts';
import { commonOffsets } from './object-offsets.ts';
import { objectColumns } from './objects.ts';
import type { ObjectParams } from './params.ts';
import type { BranchValues } from './root/index.ts';
import { selectObjects } from './selection.ts';

/** What one kind of object adds to the events. */
export interface CollectedObjects {
  /** [rows] number of selected objects. */
  readonly counts: Int32Array;
  readonly columns: readonly (readonly [string, Column])[];
  readonly nonFinite: readonly NonFinite[];
}

type Fields = ReadonlyMap<string, { readonly values: NumberValues }>;

/** What is asked of one kind of object, with its selection parsed. */
export interface ObjectRequest {
  readonly object: string;
  readonly params: ObjectParams;
  readonly condition: Expression | undefined;
  /** Fields that selection and order need. */
  readonly deciding: readonly string[];
  /** All fields to read: those kept and those that decide. */
  readonly fields: readonly string[];
}

export function requestObjects(object: string, params: ObjectParams): ObjectRequest {
  const condition = params.select === undefined ? undefined : parseExpression(params.select);
  const deciding = [...(condition?.names ?? []), ...(params.sort === undefined ? [] : [params.sort])];
  return { object, params, condition, deciding, fields: [...new Set([...params.branches, ...deciding])] };
}

/**
 * Selects, sorts and truncates the objects of every event. Throws InputError `branch-type` where a branch is no list of
 * numbers, `inconsistent-branch` where the branches of an object differ in length.
 */
export function collectObjects(
  request: ObjectRequest,
  read: ReadonlyMap<string, BranchValues>,
  place: InputPlace,
): CollectedObjects {
  const { object, params } = request;
  const offsets = commonOffsets(object, request.fields, params.count, read, place);
  const fields = new Map(
    request.fields.map((field) => {
      const branch = `${object}_${field}`;
      return [field, { values: toColumnValues(jaggedBranch(read, branch, place), { ...place, branch }) }] as const;
    }),
  );
  // A NaN in a field that decides would drop its object silently: there every object counts, elsewhere only kept ones.
  const deciding = new Map([...fields].filter(([field]) => request.deciding.includes(field)));
  const undecided = [...deciding].map(([field, { values }]) => findNonFinite(`${object}_${field}`, values, offsets));
  const usable = undecided.some((found) => found !== undefined) ? zeroed(deciding) : deciding;
  const chosen = choose(request, offsets, usable);
  const kept = new Map([...fields].filter(([field]) => params.branches.includes(field)));
  const unusable = [...kept]
    .filter(([field]) => !deciding.has(field))
    .map(([field, { values }]) => findNonFiniteKept(`${object}_${field}`, values, chosen));
  return {
    counts: chosen.counts,
    columns: objectColumns(object, kept, chosen),
    nonFinite: [...undecided, ...unusable].filter((found) => found !== undefined),
  };
}

function choose({ condition, params }: ObjectRequest, offsets: Int32Array, deciding: Fields): ChosenObjects {
  const objects = { rows: offsets.at(-1) ?? 0, columns: deciding };
  const selected = condition === undefined ? undefined : selectObjects(condition, objects);
  return chooseObjects(offsets, selected, sortValues(deciding, params.sort), params.keep);
}

/** The same fields with 0 for NaN and infinity, for events that will not be used. */
const zeroed = (fields: Fields): Fields =>
  new Map([...fields].map(([field, column]) => [field, { ...column, values: finiteOrZero(column.values) }]));

function finiteOrZero(values: NumberValues): NumberValues {
  const finite = (value: number): number => (Number.isFinite(value) ? value : 0);
  if (values instanceof Float32Array) return values.map(finite);
  return values instanceof Float64Array ? values.map(finite) : values;
}

function sortValues(fields: Fields, sort: string | undefined): ArrayLike<number> | undefined {
  const values = sort === undefined ? undefined : fields.get(sort)?.values;
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
}
