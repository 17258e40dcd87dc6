import type { Table, TableInput } from '../../schemas/index.ts';
import type { EventSet } from '../../schemas/results/index.ts';
import { disjointMasks, regionColumns, regionMask, rowsOf } from '../../science/metrics/index.ts';
import {
  addSums,
  requireNames,
  sumOfGroupWeightsSquared,
  sumWeights,
  weightColumn,
  wholeNumberColumn,
  type WeightSums,
} from '../../science/weights/index.ts';
import { SETS, type Cuts } from './cuts.ts';

/** What passes in one set of events, variant and region. */
export interface Yield extends WeightSums {
  /** Weights of one group of dependent events summed first, then squared. */
  readonly sumOfGroupWeightsSquared: number;
}

export const NO_YIELD: Yield = { events: 0, sumOfWeights: 0, sumOfWeightsSquared: 0, sumOfGroupWeightsSquared: 0 };

/** Yields by `yieldKey`. */
export type TableYields = ReadonlyMap<string, Yield>;

export const yieldKey = (set: EventSet, variant: string, region: string): string => `${set} ${variant} ${region}`;

export function addYields(a: Yield, b: Yield): Yield {
  return {
    ...addSums(a, b),
    // Groups do not reach across samples.
    sumOfGroupWeightsSquared: a.sumOfGroupWeightsSquared + b.sumOfGroupWeightsSquared,
  };
}

/** Reads the columns that the cuts need and sums what passes. @throws InputError `missing-column`, `expression-name` and others, naming the table */
export async function readYields(input: TableInput, cuts: Cuts): Promise<TableYields> {
  return tableYields(await input.read(columnsOfCuts(input, cuts)), cuts, input.origin);
}

/** The columns that cuts read. @throws InputError `expression-name`, `expression-type`, `missing-column` */
export function columnsOfCuts(
  events: { readonly columns: readonly string[]; readonly origin: string },
  cuts: Cuts,
): readonly string[] {
  const formulas = regionColumns([...cuts.cuts, ...cuts.channels, ...cuts.variants], events);
  const others = ['weight', 'split', 'split_weight', ...cuts.groupBy];
  requireNames(events, others, 'cut-and-count reads them');
  return [...new Set([...others, ...formulas])];
}

/** Sums of every set of events, variant and region of one table. */
function tableYields(table: Table, cuts: Cuts, sample: string): TableYields {
  const passing = new Uint8Array(table.rows).fill(1);
  for (const cut of cuts.cuts) intersect(passing, regionMask(cut, table, sample));
  const channels = disjointMasks(cuts.channels, table, sample).map(
    ([name, mask]) => [name, intersect(mask, passing)] as const,
  );
  const inclusive = new Uint8Array(table.rows);
  for (const [, mask] of channels)
    for (let row = 0; row < inclusive.length; row++) if (mask[row] === 1) inclusive[row] = 1;
  const variants = [
    ['nominal', passing] as const,
    ...cuts.variants.map((variant) => [variant.name, regionMask(variant, table, sample)] as const),
  ];
  const groups = cuts.groupBy.map((name) => wholeNumberColumn(table, name, sample));
  const split = wholeNumberColumn(table, 'split', sample);
  const yields = new Map<string, Yield>();
  for (const [set, { weight, subset }] of Object.entries(SETS) as [EventSet, (typeof SETS)[EventSet]][]) {
    const weights = weightColumn(table, weight, sample);
    for (const [variant, kept] of variants) {
      for (const [region, mask] of [...channels, ['inclusive', inclusive] as const]) {
        const rows = rowsOf(mask, (row) => kept[row] === 1 && (subset === null || Number(split[row]) === subset));
        yields.set(yieldKey(set, variant, region), {
          ...sumWeights(weights, rows),
          sumOfGroupWeightsSquared: sumOfGroupWeightsSquared(weights, groups, rows),
        });
      }
    }
  }
  return yields;
}

function intersect(mask: Uint8Array, other: Uint8Array): Uint8Array {
  for (let row = 0; row < mask.length; row++) mask[row] = (mask[row] as number) & (other[row] as number);
  return mask;
}
