import { isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { NotifyInput } from '../schemas/index.ts';
import { taskQueueOf } from '../temporal/names.ts';

const { notify } = proxyActivities<{ notify(input: NotifyInput): Promise<void> }>({
  taskQueue: taskQueueOf('io'),
  startToCloseTimeout: '2 minutes',
  retry: {
    initialInterval: '1s',
    maximumInterval: '1 minute',
    maximumAttempts: 4,
    nonRetryableErrorTypes: ['InputError'],
  },
});

/** Tells each target by itself. What cannot be told is said in the run's events and the log; it never fails a campaign. */
export async function tellTargets(
  targets: readonly number[] | undefined,
  about: Omit<NotifyInput, 'target'>,
): Promise<void> {
  await Promise.all(
    (targets ?? []).map(async (target) => {
      try {
        await notify({ ...about, target });
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.warn(`target ${target + 1} of ${about.run} could not be told`);
      }
    }),
  );
}
