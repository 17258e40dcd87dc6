import { InputError, type AnyTaskDefinition } from '../../schemas/index.ts';

/** Parameters as a kind takes them, defaults filled in. @throws InputError `params` naming the task and the parameter that is wrong */
export function parseParams(definition: AnyTaskDefinition, params: unknown, task: string, mend: string): unknown {
  const parsed = definition.params.safeParse(params);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(
    'params',
    `${task}: ${(issue?.path ?? []).map(String).join('.')}: ${issue?.message ?? 'wrong'}`,
    {
      expected: `parameters that kind '${definition.kind}' takes`,
      mend,
    },
  );
}

/** A kind that a study names. */
export function kindNamed(kinds: ReadonlyMap<string, AnyTaskDefinition>, kind: string): AnyTaskDefinition {
  const definition = kinds.get(kind);
  if (definition === undefined) throw new InputError('unknown-kind', `this worker has no task kind '${kind}'`);
  return definition;
}
