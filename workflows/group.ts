import type { GroupInput, WalkResult } from '../schemas/index.ts';
import { resolve } from './activities.ts';
import { runShape } from './run-shape.ts';

/** The tasks of one fan-out value (a category, say) as a child workflow with a history of its own. */
export async function group(input: GroupInput): Promise<WalkResult> {
  const shape = await resolve({ plan: input.plan, run: input.run, group: input.group });
  return runShape(shape, {
    plan: input.plan,
    run: input.run,
    failedOutside: input.failed,
    runGroup: () => Promise.reject(new Error('groups have no groups inside')),
  });
}
