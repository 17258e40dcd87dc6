import { readFile } from 'node:fs/promises';
import type { Plan, PlannedTask, StoredOutput } from '../../schemas/index.ts';
import { bestTrial } from '../../schemas/results/index.ts';
import { intactPath, type Store } from '../../store/index.ts';
import { kindsOf } from '../kinds.ts';
import { kindNamed, parseParams } from './params.ts';

/**
 * A task with the parameters of a study's best trial, its own in their place where it has any.
 * @throws InputError `params` where its kind does not take them
 */
export async function withBestParams(
  store: Store,
  plan: Plan,
  task: PlannedTask,
  best: StoredOutput,
): Promise<PlannedTask> {
  const [part] = best.parts;
  if (part === undefined) throw new Error(`the best parameters for ${task.id} have no content`);
  const { params } = bestTrial.parse(JSON.parse(await readFile(await intactPath(store, part), 'utf8')));
  const definition = kindNamed(await kindsOf(plan.plugins), task.kind);
  const merged = { ...params, ...(task.params as object) };
  return { ...task, params: parseParams(definition, merged, task.id, 'correct the parameters beside best_of') };
}
