import { createHash } from 'node:crypto';
import {
  canonicalJson,
  isGather,
  isSource,
  isStored,
  type LinkInput,
  type Plan,
  type PlannedInput,
  type QuarantinedSample,
} from '../../schemas/index.ts';

/**
 * Hash of all that the result of a campaign depends on: tasks, parameters, versions, seeds and the content of every file; no path and no
 * name is in it. What was set aside counts as well: when it is mended, the fingerprint changes.
 */
export function fingerprintOf(plan: Plan, quarantined: readonly QuarantinedSample[]): string {
  const link = ({ task, output, attributes }: LinkInput) => ({ task, output, attributes });
  const content = (input: PlannedInput): unknown => {
    if (isSource(input)) return { sha256: input.sha256 };
    if (isStored(input)) return { sha256: input.stored.sha256 };
    return isGather(input) ? input.gather.map(link) : link(input);
  };
  const tasks = plan.tasks.map(({ id, kind, version, params, seed, inputs }) => ({
    ...{ id, kind, version, params, seed },
    inputs: Object.fromEntries(Object.entries(inputs).map(([port, input]) => [port, content(input)])),
  }));
  const aside = quarantined.map(({ sample, sha256 }) => ({ sample, sha256 }));
  return createHash('sha256').update(canonicalJson({ tasks, aside })).digest('hex');
}

/** Hash of how a plan divides events: two models can be compared only if neither has trained on the other's test events. */
export function splitSignature(plan: Plan): string {
  const ways = plan.tasks
    .filter(({ kind }) => kind === 'split')
    .map(({ name, version, params }) => canonicalJson({ name, version, params }));
  return createHash('sha256')
    .update(canonicalJson([...new Set(ways)].sort()))
    .digest('hex');
}
