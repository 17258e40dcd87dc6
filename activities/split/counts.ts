import { SPLITS, type SplitCountsRow } from '../../schemas/results/index.ts';
import { sumOfGroupWeightsSquared, sumWeights, type KeyColumn } from '../../science/weights/index.ts';

/**
 * Events and sums of weights of each subset and channel, by rising subset and channel; cells without events are left out.
 * @param subsets `[events]` index into `SPLITS`
 * @param channels `[events]`
 * @param groups the columns whose events the split keeps together
 */
export function countSubsets(
  weights: Float64Array,
  subsets: Int8Array,
  channels: KeyColumn,
  groups: readonly KeyColumn[],
): SplitCountsRow[] {
  const cells = new Map<string, { subset: number; channel: number; rows: number[] }>();
  for (let row = 0; row < weights.length; row++) {
    const subset = subsets[row] as number;
    const channel = Number(channels[row]);
    const key = `${subset} ${channel}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { subset, channel, rows: [row] });
    else cell.rows.push(row);
  }
  return [...cells.values()]
    .sort((a, b) => a.subset - b.subset || a.channel - b.channel)
    .map(({ subset, channel, rows }) => {
      const picked = Int32Array.from(rows);
      const sums = sumWeights(weights, picked);
      return {
        split: SPLITS[subset] ?? 'test',
        channel,
        events: sums.events,
        sum_of_weights: sums.sumOfWeights,
        sum_of_weights_squared: sums.sumOfWeightsSquared,
        sum_of_group_weights_squared: sumOfGroupWeightsSquared(weights, groups, picked),
      };
    });
}
