import { proxyActivities } from '@temporalio/workflow';
import type {
  ExecuteInput,
  Proposal,
  ProposeInput,
  Queue,
  RecordInput,
  ResolveInput,
  Shape,
  TaskOutcome,
} from '../schemas/index.ts';
import { heartbeatTimeout, maximumAttempts, taskQueueOf, taskTimeout } from '../temporal/names.ts';

interface Bookkeeping {
  resolve(input: ResolveInput): Promise<Shape>;
  record(input: RecordInput): Promise<void>;
  propose(input: ProposeInput): Promise<Proposal>;
  conclude(input: ProposeInput): Promise<void>;
}

/** Light activities of the engine itself. */
export const { resolve, record, propose, conclude } = proxyActivities<Bookkeeping>({
  taskQueue: taskQueueOf('io'),
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500ms', maximumInterval: '30s', nonRetryableErrorTypes: ['InputError'] },
});

type Execute = (input: ExecuteInput) => Promise<readonly TaskOutcome[]>;

const byQueue = new Map<Queue, Readonly<Record<string, Execute>>>();

/** Runs a task, or a chain of them, as an activity named after the kind of the first. */
export async function execute(kind: string, queue: Queue, input: ExecuteInput): Promise<readonly TaskOutcome[]> {
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
        maximumAttempts,
        nonRetryableErrorTypes: ['InputError'],
      },
    });
    byQueue.set(queue, proxies);
  }
  return (proxies[kind] as Execute)(input);
}
