/**
 * A task child: runs one task after another for a worker, in a process of its own, so that heavy computation never
 * blocks the worker's heartbeats and can be killed. Warm between tasks: TensorFlow, DuckDB and tables stay loaded.
 */
import {
  InputError,
  ResourceError,
  type AnyTaskDefinition,
  type CheckpointStore,
  type TaskLog,
} from '../schemas/index.ts';
import { openLocalStore, StoreError, type Store } from '../store/index.ts';
import type { ChildFailure, ChildTask, FromChild, ToChild } from './child-messages.ts';
import { loadKinds } from './kinds.ts';
import { neverOutliveParent } from './outlive.ts';
import { openInputs } from './task-inputs.ts';
import { openOutputs } from './task-outputs.ts';

let running: AbortController | undefined;
const kindsOf = new Map<string, Promise<ReadonlyMap<string, AnyTaskDefinition>>>();

function say(message: FromChild): void {
  // The worker may be gone: then 'disconnect' ends this process.
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}

neverOutliveParent();
// Ctrl-C and SIGTERM reach the whole foreground group: the worker decides when a child ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('message', (message: ToChild) => {
  if (message.type === 'abort') running?.abort(new Error(message.reason));
  else void runTask(message.task);
});
say({ type: 'ready' });

async function runTask(task: ChildTask): Promise<void> {
  const controller = new AbortController();
  running = controller;
  const started = performance.now();
  const warnings: string[] = [];
  const log = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    if (level === 'warn' || level === 'error') warnings.push(message);
    say({ type: 'log', level, fields, message });
  };
  const taskLog: TaskLog = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  try {
    const store = await openLocalStore(task.storeFolder);
    const definition = await kindOf(task);
    const outputs = openOutputs(store, task, definition);
    await definition.run({
      params: task.params,
      inputs: (await openInputs(store, task, definition)) as Record<string, never>,
      outputs: outputs.writers,
      seed: task.seed,
      threads: task.threads,
      checkpoint: openCheckpoint(store, task),
      progress: (progress: Extract<FromChild, { type: 'progress' }>['progress']) => {
        say({ type: 'progress', progress });
      },
      signal: controller.signal,
      log: taskLog,
    });
    const seconds = (performance.now() - started) / 1000;
    say({ type: 'done', outputs: outputs.finish(), warnings, seconds, rss: process.memoryUsage.rss() });
  } catch (error) {
    say({ type: 'failed', failure: describe(error), rss: process.memoryUsage.rss() });
  } finally {
    running = undefined;
  }
}

function openCheckpoint(store: Store, { key, checkpoint }: ChildTask): CheckpointStore {
  return {
    load: async () =>
      (await store.loadCheckpoint(key)) ??
      (checkpoint?.from === undefined ? undefined : store.loadCheckpoint(checkpoint.from)),
    save: (bytes) => store.saveCheckpoint(key, bytes),
    keep: checkpoint?.keep === true,
  };
}

async function kindOf(task: ChildTask): Promise<AnyTaskDefinition> {
  const id = task.plugins.join('\n');
  let kinds = kindsOf.get(id);
  if (kinds === undefined) {
    kinds = loadKinds(task.plugins);
    kindsOf.set(id, kinds);
  }
  const definition = (await kinds).get(task.kind);
  if (definition === undefined) throw new InputError('unknown-kind', `this worker has no task kind '${task.kind}'`);
  return definition;
}

function describe(error: unknown): ChildFailure {
  if (error instanceof InputError) return { type: 'InputError', code: error.code, message: error.message };
  if (error instanceof ResourceError) return { type: 'ResourceError', code: error.code, message: error.message };
  if (error instanceof StoreError)
    return { type: 'StoreError', code: error.code, message: error.message, sha256: error.sha256 };
  if (error instanceof Error)
    return { type: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  return { type: 'Error', message: String(error) };
}
