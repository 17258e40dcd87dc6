import type { Column, InputPlace, Table, TaskLog } from '../../schemas/index.ts';
import { flatBranch } from './branch-shape.ts';
import { collectObjects, requestObjects, type ObjectRequest } from './collection.ts';
import { toColumnValues } from './column-values.ts';
import { dropRows } from './drop-rows.ts';
import { findNonFinite, nonFiniteError, type NonFinite } from './non-finite.ts';
import type { IngestParams } from './params.ts';
import { readBranches, type BranchValues, type RootTree } from './root/index.ts';
import { dsidBranch, verifyDsid } from './verify.ts';

/** Events in columns, and which values were not finite. */
export interface IngestedEvents {
  readonly events: Table;
  /** Events of the tree that are not among them. */
  readonly dropped: number;
  readonly nonFinite: readonly NonFinite[];
}

/** Branches to read: scalars, objects' fields and counts, and `dsid` when it is checked. */
function branchesToRead({ scalars, dsid }: IngestParams, objects: readonly ObjectRequest[]): string[] {
  const ofObjects = objects.flatMap(({ object, params, fields }) => [
    ...fields.map((field) => `${object}_${field}`),
    ...(params.count === undefined ? [] : [params.count]),
  ]);
  return [...new Set([...scalars, ...ofObjects, ...(dsid === null ? [] : [dsidBranch])])];
}

/**
 * Reads a tree's events: scalars, `n_<object>`, then the fields of the kept objects. Throws InputError as the reader does,
 * and `branch-type`, `dsid`, `non-finite`.
 */
export async function readEvents(
  tree: RootTree,
  params: IngestParams,
  log: TaskLog,
  signal: AbortSignal,
): Promise<IngestedEvents> {
  const { place } = tree.source;
  const objects = Object.entries(params.objects).map(([object, asked]) => requestObjects(object, asked));
  const read = await readBranches(tree, branchesToRead(params, objects), signal);
  if (params.dsid !== null) verifyDsid(flatBranch(read, dsidBranch, place).values, params.dsid, place);

  const scalars = params.scalars.map((branch) => [branch, scalarColumn(branch, read, params.units, place)] as const);
  const collected = objects.map((request) => [request.object, collectObjects(request, read, place)] as const);
  const { row_number: rowNumber } = params;
  const numbered = (): Column => ({ values: BigInt64Array.from({ length: tree.entries }, (_, row) => BigInt(row)) });
  const columns = new Map<string, Column>([
    ...(rowNumber === undefined ? [] : ([[rowNumber, numbered()]] as const)),
    ...scalars,
    ...collected.map(([object, { counts }]) => [`n_${object}`, { values: counts }] as const),
    ...collected.flatMap(([object, collection]) =>
      collection.columns.map((column) => withUnit(column, object, params.units)),
    ),
  ]);
  const nonFinite = [
    ...scalars.map(([branch, { values }]) => findNonFinite(branch, values)).filter((found) => found !== undefined),
    ...collected.flatMap(([, collection]) => collection.nonFinite),
  ];
  const events = { rows: tree.entries, columns };
  if (nonFinite.length === 0) return { events, dropped: 0, nonFinite };
  if (params.non_finite === 'error') throw nonFiniteError(nonFinite, tree.entries, place);
  const kept = dropRows(events, new Set(nonFinite.flatMap(({ rows }) => rows)));
  const dropped = tree.entries - kept.rows;
  log.warn(
    { dropped, branches: nonFinite.map(({ branch }) => branch) },
    `dropped ${dropped} events with NaN or infinite values`,
  );
  return { events: kept, dropped, nonFinite };
}

function scalarColumn(
  branch: string,
  read: ReadonlyMap<string, BranchValues>,
  units: IngestParams['units'],
  place: InputPlace,
): Column & { readonly values: ReturnType<typeof toColumnValues> } {
  const unit = units[branch];
  return {
    values: toColumnValues(flatBranch(read, branch, place), { ...place, branch }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** The unit of `lep1_pt` is that of this column or of the branch `lep_pt`. */
function withUnit(
  [name, column]: readonly [string, Column],
  object: string,
  units: IngestParams['units'],
): [string, Column] {
  const unit = units[name] ?? units[object + name.slice(object.length).replace(/^[0-9]+/, '')];
  return [name, unit === undefined ? column : { ...column, unit }];
}
