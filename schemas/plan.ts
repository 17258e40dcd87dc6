import type { StoredObject } from './artifact.ts';
import type { PlannedNotices } from './notify.ts';
import type { RetrainingFile } from './retraining.ts';
import type { Attributes, Queue } from './task.ts';

/** An input that is a file of a person's: known by its content. `sha256` is null where the file cannot be read. */
export interface SourceInput {
  readonly file: string;
  readonly sha256: string | null;
  readonly bytes: number;
}

/** An input that is another task's output; `task` is the index in the plan. */
export interface LinkInput {
  readonly task: number;
  readonly output: string;
  readonly attributes?: Attributes;
}

export interface GatherInput {
  readonly gather: readonly LinkInput[];
  /** Go on without those that failed. */
  readonly optional?: true;
}

/** An input that lies in the store already, whoever made it: a registered model. */
export interface StoredInput {
  readonly stored: StoredObject;
  /** For messages and lineage. */
  readonly name: string;
}

export type PlannedInput = SourceInput | LinkInput | GatherInput | StoredInput;

/** One task instance: a task of the campaign for one value of its axis. */
export interface PlannedTask {
  /** `train[category=DH_LDS_low]`: unique in the plan, the same in every plan of the campaign. */
  readonly id: string;
  /** The task's name in the campaign file. */
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly queue: Queue;
  /** Seconds that an attempt may take, and that it may show no progress. */
  readonly limits?: { readonly timeout?: number; readonly stall?: number };
  /** Takes milliseconds. */
  readonly brief?: true;
  readonly params: unknown;
  readonly inputs: Readonly<Record<string, PlannedInput>>;
  /** Present for task kinds whose result depends on it. */
  readonly seed?: number;
  readonly axis?: { readonly name: string; readonly value: string; readonly attributes: Attributes };
  /** The tasks of a group run as one child workflow. */
  readonly group?: string;
  /** Of a study (kind `study`, its `params` are `StudyParams`): how its trials run. No part of any key. */
  readonly study?: {
    readonly queue: Queue;
    readonly evaluateQueue?: Queue;
    readonly parallel: number;
    /** Plan indices of the tasks that lead to its objective, that one last. */
    readonly chain?: readonly number[];
  };
  /** The best trial of a study whose parameters this task takes; `params` then are those that replace some of them. */
  readonly bestOf?: LinkInput;
}

/** A campaign expanded into task instances, every task after those it depends on. */
export interface Plan {
  readonly campaign: string;
  readonly title: string;
  /** Which of the campaign's profiles, where it has any. */
  readonly profile?: string;
  /** Folder that source files are relative to. Not part of any key. */
  readonly dataFolder: string;
  /** Absolute paths of modules with the person's own task kinds. */
  readonly plugins: readonly string[];
  readonly tasks: readonly PlannedTask[];
  readonly report?: { readonly task: number; readonly output: string };
  /** Whom to tell when it ends. */
  readonly notify?: PlannedNotices;
  /** How a retraining compares models. */
  readonly retraining?: RetrainingFile;
}

export const isSource = (input: PlannedInput): input is SourceInput => 'file' in input;
export const isGather = (input: PlannedInput): input is GatherInput => 'gather' in input;
export const isStored = (input: PlannedInput): input is StoredInput => 'stored' in input;

/** The links of a task, gathered ones flattened. */
export function linksOf(task: PlannedTask): readonly (LinkInput & { readonly optional: boolean })[] {
  const links = Object.values(task.inputs).flatMap((input) => {
    if (isSource(input) || isStored(input)) return [];
    if (isGather(input)) return input.gather.map((link) => ({ ...link, optional: input.optional === true }));
    return [{ ...input, optional: false }];
  });
  return task.bestOf === undefined ? links : [...links, { ...task.bestOf, optional: false }];
}
