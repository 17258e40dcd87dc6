import { fork, type ChildProcess } from 'node:child_process';
import { ResourceError, type Progress, type StoredOutput } from '../schemas/index.ts';
import type { ChildFailure, ChildTask, FromChild, ToChild } from './child-messages.ts';
import { withoutSecrets } from './secrets.ts';

/** A task ended badly in its child; carries what the child said. */
export class ChildError extends Error {
  override readonly name = 'ChildError';
  constructor(readonly failure: ChildFailure) {
    super(failure.message);
  }
}

export interface ChildResult {
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  readonly warnings: readonly string[];
  /** Time in the child, without waiting for a slot. */
  readonly seconds: number;
}

export interface ChildHooks {
  readonly signal: AbortSignal;
  /** Seconds after which the child is killed: in all, and without a word of progress. */
  readonly limits: { readonly timeout: number; readonly stall: number };
  /** A slot is free and the task goes to its child. */
  onStart(): void;
  onProgress(progress: Progress): void;
  onLog(entry: Extract<FromChild, { type: 'log' }>): void;
}

export interface ChildPool {
  /** Starts the children of the first `most` slots, so that the first tasks find them ready. */
  warm(most: number): void;
  run(task: ChildTask, hooks: ChildHooks): Promise<ChildResult>;
  /** Ends all children; running tasks are aborted first. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly script: string;
  readonly slots: number;
  /** Variables for the child of a slot (its device, its threads). */
  environment(slot: number): Readonly<Record<string, string>>;
  onStderr(text: string, pid: number | undefined): void;
  /** A child that has grown beyond this many bytes is replaced after its task. */
  readonly recycleBytes: number;
  /** How long an aborted task may take to end before its child is killed, in ms. */
  readonly killAfter: number;
}

/** How often time limits are looked at, in ms. */
const watchEvery = 1000;

interface Slot {
  readonly number: number;
  child: ChildProcess | undefined;
  busy: boolean;
}

/**
 * A warm pool of task children, one per slot. A child that crashes, leaks or does not end when told to is replaced;
 * none outlives the worker, since each exits when its channel closes.
 */
export function createChildPool(options: PoolOptions): ChildPool {
  const slots: Slot[] = Array.from({ length: options.slots }, (_, number) => ({
    number,
    child: undefined,
    busy: false,
  }));
  const waiting: ((slot: Slot) => void)[] = [];

  const acquire = (): Promise<Slot> => {
    const idle = slots.filter(({ busy }) => !busy);
    const slot = idle.find(({ child }) => child !== undefined) ?? idle[0];
    if (slot === undefined) return new Promise((resolve) => waiting.push(resolve));
    slot.busy = true;
    return Promise.resolve(slot);
  };
  const release = (slot: Slot): void => {
    const next = waiting.shift();
    if (next !== undefined) next(slot);
    else slot.busy = false;
  };
  const childOf = (slot: Slot): ChildProcess => {
    if (slot.child?.connected === true) return slot.child;
    const child = fork(options.script, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Columns are short-lived arrays of some hundred kB: a larger young generation saves most collections.
      execArgv: ['--max-semi-space-size=64'],
      env: { ...withoutSecrets(process.env), ...options.environment(slot.number) },
    });
    // What libraries print (TensorFlow does, whatever its log level): into the log, not onto the person's screen.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      options.onStderr(text.trimEnd(), child.pid);
    });
    slot.child = child;
    child.once('exit', () => {
      if (slot.child === child) slot.child = undefined;
    });
    child.on('error', () => undefined);
    return child;
  };

  return {
    warm(most) {
      for (const slot of slots.slice(0, most)) childOf(slot);
    },
    async run(task, hooks) {
      const slot = await acquire();
      try {
        hooks.onStart();
        const { result, rss } = await runIn(childOf(slot), task, hooks, options.killAfter);
        if (rss > options.recycleBytes) retire(slot);
        return result;
      } catch (error) {
        if (!(error instanceof ChildError)) await end(slot, options.killAfter);
        throw error;
      } finally {
        release(slot);
      }
    },
    async close() {
      await Promise.all(
        slots.map(async ({ child }) => {
          if (child?.exitCode !== null) return;
          const gone = new Promise((resolve) => child.once('exit', resolve));
          if (child.connected) child.disconnect();
          const late = setTimeout(() => child.kill('SIGKILL'), options.killAfter);
          await gone;
          clearTimeout(late);
        }),
      );
    },
  };
}

/** Ends a child that did not end well: the slot is free when it is gone, so that two never share a device. */
async function end(slot: Slot, killAfter: number): Promise<void> {
  const { child } = slot;
  retire(slot);
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const late = setTimeout(() => child.kill('SIGKILL'), killAfter);
  await gone;
  clearTimeout(late);
}

function retire(slot: Slot): void {
  const { child } = slot;
  slot.child = undefined;
  if (child?.connected === true) child.disconnect();
}

/** Runs one task in a child; resolves when it says `done`, rejects when it fails, dies, or is killed after an abort. */
function runIn(
  child: ChildProcess,
  task: ChildTask,
  hooks: ChildHooks,
  killAfter: number,
): Promise<{ readonly result: ChildResult; readonly rss: number }> {
  return new Promise((resolve, reject) => {
    let killer: NodeJS.Timeout | undefined;
    let reached = '';
    let heard = Date.now();
    const begun = heard;
    const watch = setInterval(() => {
      const { timeout, stall } = hooks.limits;
      const now = Date.now();
      if (now - begun > timeout * 1000) stopFor('TimedOut', `took more than ${timeout} s`);
      else if (now - heard > stall * 1000) stopFor('Stalled', `showed no progress for ${stall} s`);
    }, watchEvery);
    const stopFor = (type: string, what: string): void => {
      child.kill('SIGKILL');
      settle(() => {
        reject(Object.assign(new Error(`${task.id} ${what}: its process was killed`), { name: type }));
      });
    };
    const settle = (finish: () => void): void => {
      clearTimeout(killer);
      clearInterval(watch);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
      hooks.signal.removeEventListener('abort', onAbort);
      finish();
    };
    const onMessage = (message: FromChild): void => {
      heard = Date.now();
      if (message.type === 'progress') {
        const { epoch } = message.progress;
        if (epoch !== undefined) reached = ` in epoch ${epoch}`;
        hooks.onProgress(message.progress);
      } else if (message.type === 'log') hooks.onLog(message);
      else if (message.type === 'done')
        settle(() => {
          resolve({
            result: { outputs: message.outputs, warnings: message.warnings, seconds: message.seconds },
            rss: message.rss,
          });
        });
      else if (message.type === 'failed')
        settle(() => {
          reject(new ChildError(message.failure));
        });
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
      settle(() => {
        // With how far it came: what dies later each time gets on, what dies at one place does not.
        reject(new Error(`the process of ${task.id} ended by ${signal ?? `exit code ${String(code)}`}${reached}`));
      });
    };
    const onError = (error: Error): void => {
      settle(() => {
        reject(new ResourceError('process', `no process can be started for ${task.id}: ${error.message}`));
      });
    };
    const onAbort = (): void => {
      send({ type: 'abort', reason: String(hooks.signal.reason) });
      killer = setTimeout(() => child.kill('SIGKILL'), killAfter);
    };
    const send = (message: ToChild): void => {
      child.send(message, (error) => {
        if (error !== null) child.kill('SIGKILL');
      });
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    hooks.signal.addEventListener('abort', onAbort);
    send({ type: 'run', task });
    if (hooks.signal.aborted) onAbort();
  });
}
