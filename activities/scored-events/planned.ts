import { InputError } from '../../schemas/index.ts';
import { channelConditions, parseRegions, regionColumns } from '../../science/metrics/index.ts';
import type { ScoredEventsRequest } from './events.ts';

/**
 * Checks before anything runs that events will have the columns that are asked for.
 * @param events of the first table; undefined where its columns are not known yet
 * @throws InputError `missing-column`, and those of conditions
 */
export function checkScoredColumns(
  events: { readonly columns: readonly string[]; readonly origin: string } | undefined,
  { channels, columns, regions = {} }: Pick<ScoredEventsRequest, 'channels' | 'columns' | 'regions'>,
): void {
  if (events === undefined) return;
  const conditions = parseRegions([...channelConditions(channels), ...Object.entries(regions)]);
  regionColumns(conditions, events);
  const missing = columns.find((name) => !events.columns.includes(name));
  if (missing === undefined) return;
  throw new InputError('missing-column', `there will be no column '${missing}'`, {
    place: { sample: events.origin },
    expected: `one of ${events.columns.join(', ')}`,
    mend: 'name another one, or keep it in the output of the tasks above (output of select, keep of predict)',
  });
}
