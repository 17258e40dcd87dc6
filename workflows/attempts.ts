import type { FailedTask, TaskOutcome } from '../schemas/index.ts';
import {
  firstBackoff,
  longestBackoff,
  maximumAttempts,
  maximumEqualFailures,
  resourceBackoff,
} from '../temporal/names.ts';

type Failed = Extract<TaskOutcome, { state: 'failed' }>;
export type Verdict =
  | { readonly again: true; readonly seconds: number }
  | { readonly again: false; readonly failure: Omit<FailedTask, 'id'> };

/** Counts the failures of tasks, and says which are worth another attempt. */
export interface Attempts {
  /** How often a task has been tried. */
  tried(index: number): number;
  judge(outcome: Failed): Verdict;
  /** Starts to count anew: a person has asked for another try. */
  forget(index: number): void;
}

export function createAttempts(): Attempts {
  const failures = new Map<number, string[]>();
  return {
    tried: (index) => failures.get(index)?.length ?? 0,
    forget: (index) => void failures.delete(index),
    judge: ({ index, type, message, retryable }) => {
      const list = failures.get(index) ?? [];
      list.push(`${type}: ${message}`);
      failures.set(index, list);
      const latest = list.slice(-maximumEqualFailures);
      const poison = latest.length === maximumEqualFailures && new Set(latest).size === 1 && type !== 'ResourceError';
      const times = list.length;
      if (!retryable) return { again: false, failure: { index, type, message } };
      if (poison)
        return {
          again: false,
          failure: { index, type, message: `${message} (failed the same way ${maximumEqualFailures} times: given up)` },
        };
      if (times >= maximumAttempts)
        return { again: false, failure: { index, type, message: `${message} (given up after ${times} attempts)` } };
      const backoff = Math.min(longestBackoff, firstBackoff * 2 ** (times - 1));
      return { again: true, seconds: type === 'ResourceError' ? resourceBackoff : backoff };
    },
  };
}
