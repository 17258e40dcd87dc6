import { proxyActivities } from '@temporalio/workflow';
import type { ExecuteInput, ExecuteResult, Queue, RecordInput, ResolveInput, Shape } from '../schemas/index.ts';
import { heartbeatTimeout, taskQueueOf, taskTimeout } from '../temporal/names.ts';

interface Bookkeeping {
  resolve(input: ResolveInput): Promise<Shape>;
  record(input: RecordInput): Promise<void>;
}

/** Light activities of the engine itself. */
export const { resolve, record } = proxyActivities<Bookkeeping>({
  taskQueue: taskQueueOf('io'),
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500ms', maximumInterval: '30s', nonRetryableErrorTypes: ['InputError'] },
});

type Execute = (input: ExecuteInput) => Promise<ExecuteResult>;

const byQueue = new Map<Queue, Readonly<Record<string, Execute>>>();

/** Runs one task as an activity named after its kind, on the queue of its kind. */
export async function execute(kind: string, queue: Queue, input: ExecuteInput): Promise<ExecuteResult> {
  let proxies = byQueue.get(queue);
  if (proxies === undefined) {
    proxies = proxyActivities<Record<string, Execute>>({
      taskQueue: taskQueueOf(queue),
      startToCloseTimeout: taskTimeout,
      heartbeatTimeout,
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      retry: {
        initialInterval: '1s',
        backoffCoefficient: 2,
        maximumInterval: '1 minute',
        maximumAttempts: 5,
        nonRetryableErrorTypes: ['InputError'],
      },
    });
    byQueue.set(queue, proxies);
  }
  return (proxies[kind] as Execute)(input);
}
