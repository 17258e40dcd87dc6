import type { RunState, StoredObject } from './artifact.ts';
import type { TrialRun } from './study.ts';
import type { Queue } from './task.ts';

/** What workflows and activities say to each other: references and counts, never data. */

/** The object that a plan is stored as. */
export type PlanReference = StoredObject;

export interface CampaignInput {
  readonly campaign: string;
  readonly run: string;
  readonly plan: PlanReference;
  readonly started: string;
  /** Stay open when tasks have failed, for a `retry`. */
  readonly waitOnFailure?: boolean;
  /** What an earlier part of this run gave up: it is not tried again. */
  readonly carried?: Carried;
}

/** Tasks that a run has given up: those outside groups, and those of each group. */
export interface Carried {
  readonly single: GivenUp;
  readonly groups: Readonly<Record<string, GivenUp>>;
}

export interface GivenUp {
  readonly failed: readonly FailedTask[];
  readonly blocked: readonly number[];
}

/** Which failed tasks to try again; all of them when neither is given. */
export interface RetryRequest {
  /** Ids of tasks. */
  readonly tasks?: readonly string[];
  /** Names of groups, as in `category=DH_LDS_low`. */
  readonly groups?: readonly string[];
  /** The same tasks with parameters or files that have been corrected meanwhile. */
  readonly plan?: PlanReference;
}

export interface GroupInput extends CampaignInput {
  readonly group: string;
  /** Plan indices of tasks outside the group that failed or are blocked. */
  readonly failed: readonly number[];
}

/** A task that is not cached, as a workflow sees it. */
export interface ShapeTask {
  readonly index: number;
  readonly id: string;
  /** Tasks without which this one cannot run. */
  readonly needs: readonly number[];
}

/**
 * What one activity runs: a task, or a chain of short tasks each of which only waits for the one before. A chain costs one
 * activity instead of several and loses nothing: each task has its own key, and a retry finds those that are done.
 */
export interface ShapeUnit {
  /** Unique in the shape. */
  readonly name: string;
  /** The kind of its first task: the name of the activity. */
  readonly kind: string;
  readonly queue: Queue;
  readonly tasks: readonly ShapeTask[];
  /** Units and groups to wait for. */
  readonly after: readonly string[];
}

export interface ShapeGroup {
  readonly group: string;
  readonly after: readonly string[];
  readonly tasks: number;
  /** Tasks outside the group that one of its tasks cannot run without. */
  readonly needs: readonly number[];
}

/** What is left to do of a campaign, or of one group of it. */
export interface Shape {
  readonly cached: number;
  readonly units: readonly ShapeUnit[];
  readonly groups: readonly ShapeGroup[];
}

export interface ResolveInput {
  readonly plan: PlanReference;
  readonly run: string;
  readonly group?: string;
}

export interface ExecuteInput {
  readonly plan: PlanReference;
  readonly run: string;
  /** In this order. */
  readonly tasks: readonly number[];
  /** One task instance that a study tries: the study `tasks[0]`, and all that scores the trial, unless `study` is there. */
  readonly trial?: TrialRun;
  /** The study whose trial it is: `tasks` then are those of its tasks to run. */
  readonly study?: number;
  /** How often each has been tried before, in the same order. Absent: never. */
  readonly tried?: readonly number[];
}

/** A run of a trial that failed for good. */
export interface FailedRun extends Pick<TrialRun, 'trial' | 'stage' | 'execution' | 'budget'> {
  readonly type: string;
  readonly message: string;
}

export interface StudyInput {
  readonly plan: PlanReference;
  readonly run: string;
  /** Its plan index and id. */
  readonly index: number;
  readonly id: string;
  /** Runs that failed before the workflow was continued as new. */
  readonly failed: readonly FailedRun[];
  /** Whether it was paused then. */
  readonly paused?: boolean;
}

export interface ProposeInput {
  readonly plan: PlanReference;
  readonly run: string;
  readonly index: number;
  readonly failed: readonly FailedRun[];
}

/** Tasks of a run of a trial that one activity runs: the trial, or some of those that score it. */
export interface TrialPart {
  /** The kind of its first task: the name of the activity. */
  readonly kind: string;
  readonly queue: Queue;
  /** In this order. */
  readonly tasks: readonly number[];
}

/** A run that is not in the store. */
export interface ProposedRun extends TrialRun {
  /** The first part that has something to run; absent: 0. */
  readonly part?: number;
}

/** What a study does next: runs that are not in the store, the most urgent first, those that run already among them. */
export type Proposal =
  | {
      readonly state: 'go';
      readonly runs: readonly ProposedRun[];
      readonly kind: string;
      readonly queue: Queue;
      readonly parallel: number;
      /** What a run is made of, one part after the other. Absent: of one, with all its tasks. */
      readonly parts?: readonly TrialPart[];
    }
  | { readonly state: 'ended' }
  | { readonly state: 'failed'; readonly type: string; readonly message: string };

export type TaskOutcome =
  | { readonly index: number; readonly state: 'done' }
  | { readonly index: number; readonly state: 'cached' }
  | { readonly index: number; readonly state: 'blocked' }
  /** The run is paused: not begun. */
  | { readonly index: number; readonly state: 'paused' }
  | {
      readonly index: number;
      readonly state: 'failed';
      readonly type: string;
      readonly message: string;
      /** True: another attempt may succeed. */
      readonly retryable: boolean;
    };

export interface FailedTask {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  readonly message: string;
}

export interface WalkResult {
  readonly cached: number;
  readonly done: number;
  readonly failed: readonly FailedTask[];
  /** Plan indices of tasks that could not run because one they need failed. */
  readonly blocked: readonly number[];
}

export interface RecordInput extends CampaignInput {
  readonly failed: readonly FailedTask[];
  readonly blocked: readonly number[];
  readonly state: RunState;
}

export interface PauseInput {
  readonly run: string;
  readonly paused: boolean;
}

/** What the workflow needs to know once the end of a run is written down. Absent in histories of older versions. */
export interface RecordResult {
  /** Indices of the plan's targets to tell. */
  readonly notify: readonly number[];
}
