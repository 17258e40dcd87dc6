import { InputError } from '../../schemas/index.ts';

/** A figure or table without anything in it is an error: nobody would notice that a condition holds for nothing. */
export const noRows = (name: string): InputError =>
  new InputError('no-rows', `there is nothing to show in '${name}'`, {
    expected: 'at least one row',
    mend: 'check `where` and what the task gathers',
  });
