import { prepareCampaign, type Prepared } from '../workers/preparation/index.ts';
import { UsageError } from './errors.ts';
import { campaignPath, stateFolder, type CommonOptions } from './places.ts';

export { storePlan, type Prepared } from '../workers/preparation/index.ts';

export interface PlanOptions extends CommonOptions {
  readonly data?: readonly string[];
  readonly seed?: string;
  readonly profile?: string;
}

/** From a campaign argument to a plan whose source files are known by content. */
export function prepare(argument: string, options: PlanOptions): Promise<Prepared> {
  return prepareCampaign(
    {
      path: campaignPath(argument),
      ...(options.data === undefined ? {} : { data: options.data }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.seed === undefined ? {} : { seed: seedOf(options.seed) }),
    },
    stateFolder(options),
  );
}

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new UsageError(`--seed ${text}: expected a whole number from 0 to 4294967295`);
  return seed;
}
