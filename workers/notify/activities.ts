import type { NotifyInput } from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import type { createPlanCache } from '../plans.ts';
import type { RunLog } from '../run-log.ts';
import { noticeOf } from './notice.ts';
import { sendNotice, type Sender } from './send.ts';

export interface NotifyActivities {
  notify(input: NotifyInput): Promise<void>;
}

/** Tells a campaign's targets how it ended. A failure is said in the run's events; the workflow tries again, then goes on. */
export function notifyActivities({
  store,
  plans,
  runLog,
  sender,
}: {
  readonly store: Store;
  readonly plans: ReturnType<typeof createPlanCache>;
  readonly runLog: RunLog;
  readonly sender: Sender;
}): NotifyActivities {
  return {
    async notify(input) {
      const { plan } = await plans(input.plan);
      const target = plan.notify?.targets[input.target];
      if (plan.notify === undefined || target === undefined) return;
      try {
        await sendNotice(target, plan.notify, noticeOf(plan, input, await store.getRun(input.run)), sender);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        runLog.say(input.run, { event: 'notice', message: `notify ${input.target + 1}: ${reason}` });
        await runLog.flush();
        throw error;
      }
    },
  };
}
