import type { Progress } from './task.ts';

/** What workers say of a run while it goes on, one JSON object a line. `at` is milliseconds since the epoch. */
export type RunEvent =
  | { readonly at: number; readonly event: 'resolved'; readonly cached: readonly number[] }
  | {
      readonly at: number;
      readonly event: 'started';
      readonly task: number;
      readonly attempt: number;
      readonly worker: string;
      /** The id of the trial, where the task is a study: `tune#7`. */
      readonly trial?: string;
    }
  | {
      readonly at: number;
      readonly event: 'progress';
      readonly task: number;
      readonly progress: Progress;
      readonly trial?: string;
    }
  | {
      readonly at: number;
      readonly event: 'ended';
      readonly task: number;
      readonly state: 'done' | 'cached';
      readonly seconds: number;
      readonly trial?: string;
    }
  | {
      readonly at: number;
      readonly event: 'attempt-failed';
      readonly task: number;
      readonly attempt: number;
      readonly error: { readonly type: string; readonly message: string };
      readonly trial?: string;
    }
  /** How far a study is. */
  | {
      readonly at: number;
      readonly event: 'study';
      readonly task: number;
      readonly ended: number;
      readonly total: number;
      readonly best?: { readonly trial: number; readonly score: number };
    }
  | { readonly at: number; readonly event: 'paused'; readonly paused: boolean }
  /** Tasks have failed and nothing else is left to do: the run stays open for a retry. */
  | { readonly at: number; readonly event: 'waiting'; readonly failed: number }
  | { readonly at: number; readonly event: 'notice'; readonly message: string };
