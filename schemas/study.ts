import { z } from 'zod';
import { inputSchema } from './input.ts';
import type { Attributes } from './task.ts';

/**
 * A search space as a person writes it: JSON in which `{ int: [1, 4] }`, `{ float: [1e-4, 1e-2], scale: log }`, `{ choice: [...] }` and
 * `{ list: { length: [1, 4], of: ... } }` stand for what is searched. They may be nested: a list's elements and a choice's options are
 * spaces of their own, which exist only where the list is long enough or the option is taken.
 */
export type SpaceTemplate = unknown;

const bounds = (number: z.ZodType<number>) =>
  z.tuple([number, number]).refine(([low, high]: readonly [number, number]) => low <= high, {
    error: 'the lower bound is above the upper one',
  });
const scale = z.enum(['linear', 'log']).optional().describe('log: equal factors are equally likely');
const points = z.int().min(2).optional().describe('how many values a grid takes from the range');
const when = z
  .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1))
  .optional()
  .describe('exists only where each of these hyperparameters has one of the values listed');

/** What is searched in one dimension. */
export const domainSchema = z.union([
  z.strictObject({ int: bounds(z.int()), step: z.int().positive().optional(), scale, points, when }),
  z.strictObject({ float: bounds(z.number()), step: z.number().positive().optional(), scale, points, when }),
  z.strictObject({ choice: z.array(z.unknown()).min(1), when }),
  z.strictObject({
    list: z.strictObject({ length: bounds(z.int().nonnegative()), of: z.unknown() }),
    when,
  }),
]);
export type DomainFile = z.infer<typeof domainSchema>;

export const SEARCH_METHODS = ['grid', 'random', 'tpe', 'gaussian-process', 'successive-halving', 'hyperband'] as const;
export type SearchMethod = (typeof SEARCH_METHODS)[number];
export const SAMPLERS = ['random', 'tpe', 'gaussian-process'] as const;

const metric = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/, 'output.path.to.a.number, such as history.epochs.validation_loss');

/** A task that turns a trial's outputs into its score: `trial.model` in its inputs is the trial's own output. */
export const evaluateSchema = z.strictObject({
  kind: z.string(),
  inputs: z.record(z.string(), inputSchema).default({}),
  params: z.record(z.string(), z.unknown()).default({}),
});

/** An attribute of the task's axis value: searches that differ in their method, say. */
const reference = z.string().regex(/^\$\{[a-z_][a-z0-9_]*\.[A-Za-z0-9_]+\}$/, 'a value, or ${axis.attribute}');

/** The `study:` block of a task: the task becomes a search for its best parameters. */
export const studySchema = z
  .strictObject({
    space: z.record(z.string().regex(/^[a-z][a-zA-Z0-9_]*$/), z.unknown()),
    method: z.union([z.enum(SEARCH_METHODS), reference]).default('tpe'),
    sampler: z
      .enum(SAMPLERS)
      .optional()
      .describe('where successive-halving and hyperband take configurations from (default random)'),
    trials: z
      .union([z.int().positive(), reference])
      .optional()
      .describe('configurations to try; a grid without it is tried whole'),
    parallel: z
      .int()
      .positive()
      .default(2)
      .describe('trials at once; trial n is proposed from the results of trials 1 ... n - parallel'),
    executions_per_trial: z
      .int()
      .positive()
      .default(1)
      .describe('trainings of each configuration with different seeds; the score is their mean'),
    minimise: metric.optional(),
    maximise: metric.optional(),
    take: z.enum(['best', 'last', 'mean']).default('best').describe('which number of a list is the score'),
    where: z
      .string()
      .optional()
      .describe('which elements of the last list that the metric leads through count, by their members'),
    label: z.string().min(1).optional().describe('what tables and figures call the score (default: the metric)'),
    startup_trials: z.int().positive().default(10).describe('random trials before a model proposes'),
    resource: z
      .strictObject({
        param: z.string().describe('the parameter that says how long a trial runs, such as epochs'),
        least: z.int().positive().default(1),
        most: z.int().positive().optional().describe("default: the parameter's value"),
        factor: z.int().min(2).default(3).describe('one of so many is promoted to so many times the resource'),
      })
      .optional(),
    pruning: z
      .strictObject({
        at: z.array(z.int().positive()).min(1).describe('amounts of the resource at which a trial may be given up'),
        startup_trials: z.int().positive().default(5).describe('trials that must have got there before'),
      })
      .optional()
      .describe('gives up a trial that is worse than the median of earlier ones at the same point'),
    evaluate: evaluateSchema.optional(),
    keep: z.int().positive().default(1).describe('how many of the best trials have their outputs passed on'),
    failures: z
      .enum(['stop', 'skip'])
      .default('stop')
      .describe('after a failure that is not bad input (skip: the trial counts as the worst)'),
    seed: z.int().nonnegative().optional().describe("of the search (default: the campaign's)"),
  })
  .refine(({ minimise, maximise }) => (minimise === undefined) !== (maximise === undefined), {
    error: 'say what to `minimise` or to `maximise`',
  });
export type StudyFile = z.infer<typeof studySchema>;
/** A study whose references are replaced. */
export interface WholeStudy extends Omit<StudyFile, 'method' | 'trials'> {
  readonly method: SearchMethod;
  readonly trials?: number | undefined;
}
export const isSearchMethod = (value: unknown): value is SearchMethod =>
  SEARCH_METHODS.some((method) => method === value);

export interface Objective {
  /** The task of the campaign whose output it is; absent: the trial's own, or its evaluation's. */
  readonly task?: string;
  readonly output: string;
  readonly path: readonly string[];
  readonly goal: 'minimise' | 'maximise';
  readonly take: 'best' | 'last' | 'mean';
  /** A condition on the elements of the last list that the path leads through. */
  readonly where?: string;
  /** What people call it. */
  readonly label?: string;
}

/** A task of the campaign on the way from a study to its objective, as far as the result depends on it. */
export interface ChainTask {
  readonly task: string;
  readonly kind: string;
  readonly version: number;
  readonly params: unknown;
  readonly seeded?: true;
  /**
   * What it takes of the trial (`from` 0) and of the tasks before it (from 1), by port: one artifact, or its place among those gathered. What
   * else it reads is an input `task.port` of the study.
   */
  readonly takes: Readonly<
    Record<
      string,
      readonly {
        readonly at: number | null;
        readonly from: number;
        readonly output: string;
        readonly attributes?: Attributes;
      }[]
    >
  >;
}

/** Everything that a study's result depends on besides its inputs: the `params` of its planned task. */
export interface StudyParams {
  /** The task that is tried. `params` still hold `${trial.name}`. */
  readonly kind: string;
  readonly version: number;
  readonly params: unknown;
  readonly space: Readonly<Record<string, SpaceTemplate>>;
  readonly method: SearchMethod;
  readonly sampler: (typeof SAMPLERS)[number] | 'grid';
  readonly trials: number | null;
  /** Trials whose results trial n is proposed without; null where proposals depend on no results. */
  readonly lag: number | null;
  readonly startup_trials: number;
  readonly executions: number;
  readonly objective: Objective;
  readonly resource: {
    readonly param: readonly string[];
    readonly least: number;
    readonly most: number;
    readonly factor: number;
  } | null;
  readonly pruning: { readonly at: readonly number[]; readonly startup_trials: number } | null;
  readonly evaluate: {
    readonly kind: string;
    readonly version: number;
    readonly params: unknown;
    /** Ports that take an output of the trial. */
    readonly trial: Readonly<Record<string, string>>;
    readonly seeded: boolean;
  } | null;
  /** Tasks of the campaign that lead to the objective, each after those it reads from. Absent: none do. */
  readonly chain?: readonly ChainTask[];
  readonly keep: number;
  readonly failures: 'stop' | 'skip';
  readonly seed: number;
}

/** One task instance that a study tries: a trial at one amount of the resource, once for each execution. */
export interface TrialRun {
  /** From 1. */
  readonly trial: number;
  /** From 0: 0 is the first amount of the resource. */
  readonly stage: number;
  /** From 0. */
  readonly execution: number;
  /** The amount of the resource, where the study has one. */
  readonly budget: number | null;
  /** The amount at the stage before. */
  readonly previous?: number;
  /** A number for each dimension that exists here; the position of its option for a choice. */
  readonly configuration: Readonly<Record<string, number>>;
}

/** `tune#7`, `tune#7@9` with 9 epochs, `tune#7@9/2` its second execution. */
export function trialId(
  study: string,
  { trial, execution, budget }: Pick<TrialRun, 'trial' | 'execution' | 'budget'>,
): string {
  return `${study}#${trial}${budget === null ? '' : `@${budget}`}${execution === 0 ? '' : `/${execution + 1}`}`;
}

export { studyKind } from './study-kind.ts';
/** Raised when the same definition would lead to other trials or another result. */
export const studyVersion = 1;
/** Outputs that a study adds to those of its best trial. */
export const studyOutputs = ['study', 'best'] as const;
/** The name of an output of the trial of that rank, from 1. */
export const rankedOutput = (output: string, rank: number): string => (rank === 1 ? output : `${output}.${rank}`);
