import { InputError, type Table } from '../../schemas/index.ts';
import { checkExpression, columnsOf, compileColumns, parseExpression, type Expression } from '../expressions/index.ts';

/** A named set of events: those for which a condition on their columns holds. */
export interface Region {
  readonly name: string;
  readonly condition: Expression;
}

/** @throws InputError `expression-syntax` */
export function parseRegions(conditions: Iterable<readonly [name: string, condition: string]>): Region[] {
  return Array.from(conditions, ([name, text]) => ({ name, condition: parseExpression(text) }));
}

/**
 * The columns that the conditions read.
 * @param events the columns there are; `origin` names them in messages
 * @throws InputError `expression-name`, `expression-type`
 */
export function regionColumns(
  regions: readonly Region[],
  events: { readonly columns: readonly string[]; readonly origin: string },
): ReadonlySet<string> {
  return new Set(
    regions.flatMap((region) =>
      naming(region, events.origin, () => checkExpression(region.condition, events.columns, 'boolean').columns),
    ),
  );
}

/**
 * `[events]`, 1 where an event is in the region; a condition on a missing value does not hold.
 * @throws InputError `expression-value` where a condition depends on a value that is not a number
 */
export function regionMask(region: Region, table: Table, sample: string): Uint8Array {
  return naming(region, sample, () => {
    const result = compileColumns(region.condition, columnsOf(table)).evaluate(table);
    if (result.kind === 'boolean') return result.values;
    throw new InputError('expression-type', `'${region.condition.text}' is no condition`, {
      expected: 'something true or false, such as a comparison',
    });
  });
}

/**
 * Masks of regions that no two share an event of, such as channels that are combined.
 * @throws InputError `overlapping-regions`, naming the first event that is in two
 */
export function disjointMasks(
  regions: readonly Region[],
  table: Table,
  sample: string,
): (readonly [name: string, mask: Uint8Array])[] {
  const masks = regions.map((region) => [region.name, regionMask(region, table, sample)] as const);
  const seen = new Int8Array(table.rows).fill(-1);
  for (const [index, [name, mask]] of masks.entries()) {
    for (let row = 0; row < mask.length; row++) {
      if (mask[row] === 0) continue;
      const other = masks[seen[row] as number]?.[0];
      if (other !== undefined) {
        throw new InputError('overlapping-regions', `the event is in ${other} and in ${name}`, {
          place: { sample, row },
          expected: 'disjoint regions: their significances are combined as independent',
          mend: 'make their conditions exclude each other',
        });
      }
      seen[row] = index;
    }
  }
  return masks;
}

/** The rows of a mask that meet a further condition, rising. */
export function rowsOf(mask: Uint8Array, condition: (row: number) => boolean = () => true): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1 && condition(row)) rows.push(row);
  return Int32Array.from(rows);
}

/** Says which region of which sample an expression's error is about. */
function naming<T>({ name }: Region, sample: string, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, `'${name}': ${error.message}`, { place: { sample } });
  }
}
