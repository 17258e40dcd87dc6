/**
 * One thing that is as it should be, or is not, with the one command that mends it.
 * @typedef {{ name: string, status: 'ok' | 'missing' | 'warning', detail: string, mend?: string }} Check
 */

/** The command that mends most. */
export const SET_UP = 'node scripts/setup.mjs';
