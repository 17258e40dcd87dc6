import { expect } from 'vitest';
import { InputError } from '../../schemas/index.ts';

/** The InputError that a promise rejects with; anything else fails the test. */
export async function inputError(promise: Promise<unknown>): Promise<InputError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}
