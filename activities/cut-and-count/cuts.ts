import { SPLITS, type EventSet } from '../../schemas/results/index.ts';
import { channelConditions, parseRegions, type Region } from '../../science/metrics/index.ts';
import type { CutAndCountParams } from './params.ts';

/** The parameters with their formulas parsed. */
export interface Cuts {
  readonly cuts: readonly Region[];
  readonly channels: readonly Region[];
  readonly variants: readonly Region[];
  readonly groupBy: readonly string[];
}

export function parseCuts(params: CutAndCountParams): Cuts {
  return {
    cuts: parseRegions(params.cuts.map(({ name, keep }) => [name, keep])),
    channels: parseRegions(channelConditions(params.channels)),
    variants: parseRegions(Object.entries(params.variants)),
    groupBy: params.group_by,
  };
}

/** The weight of each set of events, and its code in the column `split` (null: all events). */
export const SETS: Readonly<Record<EventSet, { readonly weight: string; readonly subset: number | null }>> = {
  all: { weight: 'weight', subset: null },
  test: { weight: 'split_weight', subset: SPLITS.indexOf('test') },
};
