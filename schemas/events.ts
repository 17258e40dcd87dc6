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
    }
  | { readonly at: number; readonly event: 'progress'; readonly task: number; readonly progress: Progress }
  | {
      readonly at: number;
      readonly event: 'ended';
      readonly task: number;
      readonly state: 'done' | 'cached';
      readonly seconds: number;
    }
  | {
      readonly at: number;
      readonly event: 'attempt-failed';
      readonly task: number;
      readonly attempt: number;
      readonly error: { readonly type: string; readonly message: string };
    }
  | { readonly at: number; readonly event: 'notice'; readonly message: string };
