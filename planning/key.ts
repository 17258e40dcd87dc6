import { createHash } from 'node:crypto';
import { canonicalJson, type Attributes, type PlannedTask } from '../schemas/index.ts';

/** An input as it enters a key: by content, and the attributes that the task sees. */
export type KeyInput =
  | { readonly parts: readonly string[]; readonly attributes?: Attributes }
  | readonly { readonly parts: readonly string[]; readonly attributes?: Attributes }[];

/**
 * The key of a task: sha256 of canonical JSON of kind, version, params, seed and the content of its inputs.
 * Names of tasks, paths, comments and the order of YAML keys are not in it.
 */
export function taskKey(
  task: Pick<PlannedTask, 'kind' | 'version' | 'params' | 'seed'>,
  inputs: Readonly<Record<string, KeyInput>>,
): string {
  const { kind, version, params, seed } = task;
  return createHash('sha256').update(canonicalJson({ kind, version, params, seed, inputs })).digest('hex');
}
