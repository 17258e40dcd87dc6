import type { StoredObject } from './artifact.ts';
import type { Queue } from './task.ts';

/** What workflows and activities say to each other: references and counts, never data. */

/** The object that a plan is stored as. */
export type PlanReference = StoredObject;

export interface CampaignInput {
  readonly campaign: string;
  readonly run: string;
  readonly plan: PlanReference;
  readonly started: string;
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
  readonly kind: string;
  readonly queue: Queue;
  /** Nodes to wait for: task indices as text, or names of groups. */
  readonly after: readonly string[];
  /** Tasks without which this one cannot run. */
  readonly needs: readonly number[];
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
  readonly tasks: readonly ShapeTask[];
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
  readonly index: number;
}

export interface ExecuteResult {
  readonly state: 'done' | 'cached';
  readonly key: string;
}

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
  readonly state: 'completed' | 'failed' | 'cancelled';
}
