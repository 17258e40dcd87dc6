import type { FailedTask, TaskOutcome } from '../schemas/index.ts';
import {
  firstBackoff,
  longestBackoff,
  longestResourceBackoff,
  maximumAttempts,
  maximumEqualFailures,
  maximumShortages,
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
  /** How often a task found no room: that is no fault of its own, and may pass. */
  const shortages = new Map<number, number>();
  return {
    tried: (index) => (failures.get(index)?.length ?? 0) + (shortages.get(index) ?? 0),
    forget: (index) => {
      failures.delete(index);
      shortages.delete(index);
    },
    judge: ({ index, type, message, retryable }) => {
      if (!retryable) return { again: false, failure: { index, type, message } };
      if (type === 'ResourceError') {
        const times = (shortages.get(index) ?? 0) + 1;
        shortages.set(index, times);
        if (times >= maximumShortages)
          return { again: false, failure: { index, type, message: `${message} (given up after ${times} attempts)` } };
        return { again: true, seconds: Math.min(longestResourceBackoff, resourceBackoff * 2 ** (times - 1)) };
      }
      const list = failures.get(index) ?? [];
      list.push(`${type}: ${message}`);
      failures.set(index, list);
      const latest = list.slice(-maximumEqualFailures);
      const poison = latest.length === maximumEqualFailures && new Set(latest).size === 1;
      const times = list.length;
      if (poison)
        return {
          again: false,
          failure: { index, type, message: `${message} (failed the same way ${maximumEqualFailures} times: given up)` },
        };
      if (times >= maximumAttempts)
        return { again: false, failure: { index, type, message: `${message} (given up after ${times} attempts)` } };
      return { again: true, seconds: Math.min(longestBackoff, firstBackoff * 2 ** (times - 1)) };
    },
  };
}
