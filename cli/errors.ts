import { InputError, ResourceError } from '../schemas/index.ts';
import { StoreError } from '../store/store.ts';

/** Exit codes: 0 done, 1 a task or something unforeseen failed, 2 the input is wrong, 130 interrupted. */
export const exitCodes = { done: 0, failed: 1, input: 2, interrupted: 130 } as const;

/** Something a person can mend that is not in an input file: nothing is set up, no run of that name. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function exitCode(error: unknown): number {
  return error instanceof InputError || error instanceof UsageError ? exitCodes.input : exitCodes.failed;
}

export function explain(error: unknown): string {
  if (error instanceof ResourceError) return `error: ${error.message}`;
  if (error instanceof StoreError)
    return `error: ${error.message}. To mend it: umbra verify --heal, then umbra run: it is made again.`;
  if (error instanceof InputError || error instanceof UsageError) return `error: ${error.message}`;
  return error instanceof Error ? `error: ${error.message}\n${error.stack ?? ''}` : `error: ${String(error)}`;
}
