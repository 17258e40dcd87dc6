import { proxyActivities } from '@temporalio/workflow';
import type {
  ExecuteInput,
  PauseInput,
  Proposal,
  ProposeInput,
  Queue,
  RecordInput,
  RecordResult,
  ResolveInput,
  Shape,
  TaskOutcome,
} from '../schemas/index.ts';
import { heartbeatTimeout, maximumLosses, taskQueueOf, taskTimeout } from '../temporal/names.ts';

interface Bookkeeping {
  resolve(input: ResolveInput): Promise<Shape>;
  record(input: RecordInput): Promise<RecordResult | undefined>;
  propose(input: ProposeInput): Promise<Proposal>;
  conclude(input: ProposeInput): Promise<void>;
  pause(input: PauseInput): Promise<void>;
}

/** Light activities of the engine itself. */
export const { resolve, record, propose, conclude, pause } = proxyActivities<Bookkeeping>({
  taskQueue: taskQueueOf('io'),
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500ms', maximumInterval: '30s', nonRetryableErrorTypes: ['InputError'] },
});

type Execute = (input: ExecuteInput) => Promise<readonly TaskOutcome[]>;

const byQueue = new Map<Queue, Readonly<Record<string, Execute>>>();

/**
 * Runs a task, or a chain of them, as an activity named after the kind of the first. How a task ends is its outcome, also a failure;
 * the server tries the activity again only when the worker is lost.
 */
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
        maximumAttempts: maximumLosses,
      },
    });
    byQueue.set(queue, proxies);
  }
  return (proxies[kind] as Execute)(input);
}
