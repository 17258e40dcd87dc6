import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  InputError,
  studyKind,
  type ActionEntry,
  type PlannedTask,
  type Progress,
  type Queue,
  type TaskLog,
} from '../schemas/index.ts';
import type { Store } from '../store/index.ts';
import type { ChildArtifact, ChildTask } from './child-messages.ts';
import { ChildError, type ChildPool } from './child-pool.ts';
import { codeVersion } from './code-version.ts';
import { recordedInputs, type ResolvedInput, type ResolvedLink, type Resolver, type Standing } from './resolver.ts';
import { runStudyInline } from './study/run-inline.ts';

export interface Execution {
  readonly state: 'done' | 'cached';
  readonly entry: ActionEntry;
}

export interface ExecutionHooks {
  readonly signal: AbortSignal;
  readonly log: TaskLog;
  /** Called when the task has a slot: not at all when it is cached. */
  onStart(): void;
  onProgress(progress: Progress): void;
  /** Of a task that may go on from another's final state, and whose own is kept for the same. */
  readonly checkpoint?: { readonly from?: string; readonly keep: boolean };
}

export interface Executor {
  /** Makes sure that a task's outputs are in the store: finds them, or runs it (and whatever upstream is missing). */
  ensure(resolver: Resolver, index: number, hooks: ExecutionHooks): Promise<Execution>;
}

export function createExecutor(
  store: Store,
  pools: Readonly<Record<Queue, ChildPool>>,
  options: {
    readonly threads: Readonly<Record<Queue, number>>;
    readonly stallSeconds: number;
    /** Modules with task kinds that are loaded whatever a plan says; absent: those that the plan names. */
    readonly plugins?: readonly string[];
  },
): Executor {
  const ensure = async (resolver: Resolver, index: number, hooks: ExecutionHooks): Promise<Execution> => {
    let standing = await resolver.standing(index);
    if (standing.state === 'waiting') {
      // Usually the workflow runs upstream tasks first; here something was lost meanwhile, or made by another worker.
      resolver.refresh();
      for (const upstream of standing.on) {
        resolver.forget(upstream);
        // The state to go on from is this task's, not theirs.
        const { signal, log, onStart, onProgress } = hooks;
        await ensure(resolver, upstream, { signal, log, onStart, onProgress });
      }
      resolver.forget(index);
      standing = await resolver.standing(index);
    }
    if (standing.state === 'cached') return { state: 'cached', entry: standing.entry };
    const task = resolver.plan.tasks[index] as PlannedTask;
    if (standing.state === 'waiting')
      throw new Error(
        `${task.id} still waits for ${standing.on.map((on) => resolver.plan.tasks[on]?.id ?? on).join(', ')}`,
      );
    if (standing.state === 'no-source') throw missingSource(resolver, task, standing.inputs);
    const entry =
      task.kind === studyKind
        ? await runStudyInline(store, resolver, index, hooks, ensure)
        : await run(resolver, standing, hooks);
    resolver.forget(index);
    return { state: 'done', entry };
  };

  const run = async (
    resolver: Resolver,
    { key, task, inputs, bestOf }: Extract<Standing, { state: 'ready' }>,
    hooks: ExecutionHooks,
  ): Promise<ActionEntry> => {
    let started = new Date();
    let resumed: number | undefined;
    const child: ChildTask = {
      key,
      id: task.id,
      kind: task.kind,
      params: task.params,
      seed: task.seed ?? 0,
      inputs: childInputs(inputs, resolver.plan.dataFolder),
      plugins: options.plugins ?? resolver.plan.plugins,
      storeFolder: store.location,
      threads: options.threads[task.queue],
      ...(hooks.checkpoint === undefined ? {} : { checkpoint: hooks.checkpoint }),
    };
    try {
      const { outputs, warnings, seconds } = await pools[task.queue].run(child, {
        signal: hooks.signal,
        limits: {
          timeout: task.limits?.timeout ?? Infinity,
          stall: task.limits?.stall ?? options.stallSeconds,
        },
        onStart: () => {
          started = new Date();
          hooks.onStart();
        },
        onProgress: (progress) => {
          resumed = progress.resumed ?? resumed;
          hooks.onProgress(progress);
        },
        onLog: ({ level, fields, message }) => {
          hooks.log[level]({ key, ...fields }, message);
        },
      });
      const entry: ActionEntry = {
        key,
        task: task.id,
        kind: task.kind,
        version: task.version,
        params: task.params,
        ...(task.seed === undefined ? {} : { seed: task.seed }),
        inputs: recordedInputs(bestOf === undefined ? inputs : { ...inputs, best_of: { link: bestOf } }),
        outputs,
        code: await codeVersion(),
        host: hostname(),
        started: started.toISOString(),
        seconds,
        ...(resumed === undefined ? {} : { resumed }),
        warnings,
      };
      const counts = await store.putAction(entry);
      // One that is kept goes with `umbra gc`.
      if (hooks.checkpoint?.keep !== true) await store.removeCheckpoint(key);
      return counts;
    } catch (error) {
      if (error instanceof ChildError && error.failure.type === 'StoreError')
        await dropDamaged(resolver, inputs, error);
      throw error;
    }
  };

  /** Forgets the damaged object and the entry it belongs to: the retry makes it again. */
  const dropDamaged = async (
    resolver: Resolver,
    inputs: Readonly<Record<string, ResolvedInput>>,
    { failure }: ChildError,
  ): Promise<void> => {
    const { sha256 } = failure;
    if (sha256 === undefined) return;
    const links = Object.values(inputs).flatMap((input) =>
      'link' in input ? [input.link] : 'links' in input ? input.links : [],
    );
    const owners = links.filter(({ output }) => output.parts.some((part) => part.sha256 === sha256));
    await store.removeObject(sha256);
    for (const { key } of owners) await store.removeAction(key);
    resolver.forgetAll();
  };

  return { ensure };
}

function missingSource(
  resolver: Resolver,
  task: PlannedTask,
  inputs: Readonly<Record<string, ResolvedInput>>,
): InputError {
  const missing = Object.values(inputs).flatMap((input) =>
    'file' in input && input.sha256 === '' ? [input.file] : [],
  );
  return new InputError('missing-file', `${task.id}: cannot read ${missing.join(', ')}`, {
    place: { file: join(resolver.plan.dataFolder, missing[0] ?? '') },
    expected: 'every file that the catalogue names',
    mend: 'put the file there, correct its name in the catalogue, or remove the entry',
  });
}

function childInputs(
  inputs: Readonly<Record<string, ResolvedInput>>,
  dataFolder: string,
): Readonly<Record<string, ChildArtifact | readonly ChildArtifact[]>> {
  const artifact = ({ output, attributes, task }: ResolvedLink): ChildArtifact => ({
    parts: output.parts,
    ...(output.rows === undefined ? {} : { rows: output.rows }),
    ...(output.columns === undefined ? {} : { columns: output.columns }),
    attributes: attributes ?? {},
    origin: task,
  });
  const given = (input: ResolvedInput): ChildArtifact | readonly ChildArtifact[] => {
    if ('file' in input) return { ...input, file: isAbsolute(input.file) ? input.file : join(dataFolder, input.file) };
    if ('stored' in input) return { parts: [input.stored], attributes: {}, origin: input.name };
    return 'link' in input ? artifact(input.link) : input.links.map(artifact);
  };
  return Object.fromEntries(Object.entries(inputs).map(([port, input]) => [port, given(input)]));
}
