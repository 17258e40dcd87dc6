import { defineSignal, type ChildWorkflowHandle, type SignalDefinition, type Workflow } from '@temporalio/workflow';
import type { RetryRequest } from '../schemas/index.ts';
import { childSignals } from '../temporal/names.ts';

/** From a workflow to its children: hold back what has not begun, or let it go on. */
export const pausedSignal = defineSignal<[boolean]>(childSignals.paused);
export const retrySignal = defineSignal<[RetryRequest]>(childSignals.retry);

/** Signals children. One may end while a signal is on its way: then it needs none. */
export async function tell<T>(
  children: readonly ChildWorkflowHandle<Workflow>[],
  signal: SignalDefinition<[T]>,
  value: T,
): Promise<void> {
  await Promise.all(children.map((child) => child.signal(signal, value).catch(() => undefined)));
}
