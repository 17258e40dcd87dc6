import { taskKey, type KeyInput } from '../planning/index.ts';
import {
  isGather,
  isSource,
  isStored,
  type ActionEntry,
  type LinkInput,
  type Plan,
  type PlannedInput,
  type PlannedTask,
  type RecordedInput,
  type StoredInput,
  type StoredOutput,
} from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import { withBestParams } from './study/best-params.ts';

/** An upstream output that an input is made of. */
export interface ResolvedLink {
  readonly output: StoredOutput;
  readonly attributes: LinkInput['attributes'];
  readonly key: string;
  readonly task: string;
  readonly name: string;
}

export type ResolvedInput =
  | { readonly file: string; readonly sha256: string; readonly bytes: number }
  | StoredInput
  | { readonly link: ResolvedLink }
  | { readonly links: readonly ResolvedLink[] };

/**
 * Where a task stands: `cached` (its outputs are there), `ready` (every input is there, so the key is known),
 * `waiting` (inputs missing: `on` lists the tasks), `no-source` (a source file cannot be read).
 */
export type Standing =
  | { readonly state: 'cached'; readonly key: string; readonly entry: ActionEntry }
  | {
      readonly state: 'ready';
      readonly key: string;
      /** With all its parameters, also those that a study found. */
      readonly task: PlannedTask;
      readonly inputs: Readonly<Record<string, ResolvedInput>>;
      /** What its parameters are from: for the record, no part of the key. */
      readonly bestOf?: ResolvedLink;
    }
  | { readonly state: 'waiting'; readonly on: readonly number[] }
  | { readonly state: 'no-source'; readonly inputs: Readonly<Record<string, ResolvedInput>> };

export interface Resolver {
  readonly plan: Plan;
  standing(index: number): Promise<Standing>;
  /** Forgets what is known of a task, after it ran or was found damaged. */
  forget(index: number): void;
  /** Forgets everything that is not cached: other workers may have made it meanwhile. */
  refresh(): void;
  /** Forgets everything. */
  forgetAll(): void;
}

/**
 * Follows a plan through the action cache: a task's key comes from the content of its inputs, those from the entries
 * of the tasks upstream. Standings are remembered; an entry counts only while all its objects are there.
 *
 * @param upstream is asked for tasks that are the same in its plan: what it knows is not looked up twice
 */
export function createResolver(store: Store, plan: Plan, upstream?: Resolver): Resolver {
  const known = new Map<number, Promise<Standing>>();
  const unfinished = new Set<number>();
  const isShared = (index: number): boolean =>
    upstream !== undefined && plan.tasks[index] !== undefined && upstream.plan.tasks[index] === plan.tasks[index];
  const standing = (index: number): Promise<Standing> => {
    if (upstream !== undefined && isShared(index)) return upstream.standing(index);
    let found = known.get(index);
    if (found === undefined) {
      unfinished.add(index);
      found = find(index).then((result) => {
        if (result.state === 'cached') unfinished.delete(index);
        return result;
      });
      known.set(index, found);
    }
    return found;
  };
  const find = async (index: number): Promise<Standing> => {
    const task = plan.tasks[index];
    if (task === undefined) throw new RangeError(`the plan has no task ${index}`);
    const on: number[] = [];
    const resolved = await Promise.all(
      Object.entries(task.inputs).map(
        async ([port, input]) => [port, await resolveInput(input, standing, plan, on)] as const,
      ),
    );
    const best = task.bestOf === undefined ? undefined : await bestParams(store, task, task.bestOf, standing, plan, on);
    if (on.length > 0) return { state: 'waiting', on };
    const inputs = Object.fromEntries(resolved);
    if (Object.values(inputs).some((input) => 'file' in input && input.sha256 === ''))
      return { state: 'no-source', inputs };
    const whole = best?.task ?? task;
    const key = keyOf(whole, inputs);
    const entry = await store.getAction(key);
    if (entry !== undefined && (await isWhole(store, entry))) return { state: 'cached', key, entry };
    return { state: 'ready', key, task: whole, inputs, ...(best === undefined ? {} : { bestOf: best.link }) };
  };
  return {
    plan,
    standing,
    forgetAll: () => {
      known.clear();
      upstream?.forgetAll();
    },
    forget: (index) => {
      known.delete(index);
      if (isShared(index)) upstream?.forget(index);
    },
    refresh: () => {
      upstream?.refresh();
      for (const index of unfinished) known.delete(index);
      unfinished.clear();
    },
  };
}

async function resolveInput(
  input: PlannedInput,
  standing: (index: number) => Promise<Standing>,
  plan: Plan,
  on: number[],
): Promise<ResolvedInput> {
  if (isSource(input)) return { file: input.file, sha256: input.sha256 ?? '', bytes: input.bytes };
  if (isStored(input)) return input;
  const follow = async (link: LinkInput, optional: boolean): Promise<ResolvedLink | undefined> => {
    const found = await followLink(link, standing, plan);
    if (found === undefined && !optional) on.push(link.task);
    return found;
  };
  if (!isGather(input)) return { link: (await follow(input, false)) as ResolvedLink };
  const links = await Promise.all(input.gather.map((link) => follow(link, input.optional === true)));
  return { links: links.filter((link) => link !== undefined) };
}

/** The output that a link leads to, once it is there. */
async function followLink(
  link: LinkInput,
  standing: (index: number) => Promise<Standing>,
  plan: Plan,
): Promise<ResolvedLink | undefined> {
  const upstream = await standing(link.task);
  const output = upstream.state === 'cached' ? upstream.entry.outputs[link.output] : undefined;
  if (upstream.state !== 'cached' || output === undefined) return undefined;
  return {
    output,
    attributes: link.attributes,
    key: upstream.key,
    task: plan.tasks[link.task]?.id ?? '',
    name: link.output,
  };
}

/** A task with the best parameters of a study, once the study has ended. */
async function bestParams(
  store: Store,
  task: PlannedTask,
  link: LinkInput,
  standing: (index: number) => Promise<Standing>,
  plan: Plan,
  on: number[],
): Promise<{ readonly task: PlannedTask; readonly link: ResolvedLink } | undefined> {
  const found = await followLink(link, standing, plan);
  if (found !== undefined) return { task: await withBestParams(store, plan, task, found.output), link: found };
  on.push(link.task);
  return undefined;
}

async function isWhole(store: Store, entry: ActionEntry): Promise<boolean> {
  const parts = Object.values(entry.outputs).flatMap((output) => output.parts);
  const present = await Promise.all(parts.map((part) => store.isWhole(part)));
  return present.every(Boolean);
}

function keyOf(task: PlannedTask, inputs: Readonly<Record<string, ResolvedInput>>): string {
  const contents = Object.entries(inputs).map(([port, input]) => [port, content(input)] as const);
  return taskKey(task, Object.fromEntries(contents));
}

function content(input: ResolvedInput): KeyInput {
  if ('file' in input) return { parts: [input.sha256] };
  if ('stored' in input) return { parts: [input.stored.sha256] };
  const ofLink = ({ output, attributes }: ResolvedLink) => ({
    parts: output.parts.map(({ sha256 }) => sha256),
    ...(attributes === undefined ? {} : { attributes }),
  });
  return 'link' in input ? ofLink(input.link) : input.links.map(ofLink);
}

/** The inputs as the manifest records them. */
export function recordedInputs(inputs: Readonly<Record<string, ResolvedInput>>): readonly RecordedInput[] {
  return Object.entries(inputs).flatMap(([port, input]): readonly RecordedInput[] => {
    if ('file' in input) return [{ port, parts: [input.sha256], from: { file: input.file } }];
    if ('stored' in input) return [{ port, parts: [input.stored.sha256], from: { file: input.name } }];
    return ('link' in input ? [input.link] : input.links).map(({ output, attributes, key, task, name }) => ({
      port,
      parts: output.parts.map(({ sha256 }) => sha256),
      ...(attributes === undefined ? {} : { attributes }),
      from: { key, task, output: name },
    }));
  });
}
