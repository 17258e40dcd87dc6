import {
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import type { FailedRun, Proposal, StudyInput, TaskOutcome, TrialRun } from '../schemas/index.ts';
import { studyWorkflowId } from '../temporal/names.ts';
import { conclude, execute, propose } from './activities.ts';
import { createAttempts } from './attempts.ts';
import { pausedSignal } from './control.ts';
import { describeFailure } from './failures.ts';

type Go = Extract<Proposal, { state: 'go' }>;

/** A run that ended so often and still is not there will never be: workers of different versions, say. */
const mostTimes = 3;

/**
 * A search for the best parameters of a task: asks what to try, tries it, and asks again as soon as one run has ended, until nothing is left; then
 * has the result written. It holds no state but failures: what is in the store is known from there, so a study that was killed, or that was
 * given more trials, goes on with what is missing.
 */
export async function study(input: StudyInput): Promise<TaskOutcome> {
  const { plan, run, index } = input;
  const failed: FailedRun[] = [...input.failed];
  const running = new Map<string, Promise<void>>();
  const ended = new Map<string, number>();
  let cancelled: unknown;
  let paused = input.paused ?? false;
  setHandler(pausedSignal, (value) => {
    paused = value;
  });
  const work = async (one: TrialRun, { kind, queue }: Go): Promise<void> => {
    const attempts = createAttempts();
    try {
      for (;;) {
        const tried = [attempts.tried(index)];
        // A trial may be two tasks: itself, and one that evaluates it.
        const outcomes = await execute(kind, queue, { plan, run, tasks: [index], tried, trial: one });
        const outcome = outcomes.find(({ state }) => state === 'paused' || state === 'failed');
        if (outcome?.state === 'paused') await condition(() => !paused);
        else if (outcome?.state !== 'failed') return;
        else {
          const verdict = attempts.judge({ ...outcome, index });
          if (!verdict.again) {
            failed.push(failureOf(one, verdict.failure));
            return;
          }
          await sleep(verdict.seconds * 1000);
        }
      }
    } catch (error) {
      if (isCancellation(error)) cancelled = error;
      else failed.push(failureOf(one, describeFailure(error)));
    }
  };
  const start = (one: TrialRun, go: Go): void => {
    const name = `${one.trial} ${one.stage} ${one.execution}`;
    if (running.has(name)) return;
    const times = ended.get(name) ?? 0;
    if (times >= mostTimes) {
      failed.push(failureOf(one, { type: 'Error', message: 'it ended, but what it made is not in the store' }));
      return;
    }
    running.set(
      name,
      work(one, go).then(() => {
        running.delete(name);
        ended.set(name, times + 1);
      }),
    );
  };
  for (;;) {
    await condition(() => !paused);
    const proposal = await propose({ plan, run, index, failed });
    if (proposal.state === 'go') {
      for (const one of proposal.runs) if (running.size < proposal.parallel) start(one, proposal);
      await Promise.race(running.values());
      if (cancelled === undefined && !workflowInfo().continueAsNewSuggested) continue;
    }
    await Promise.all(running.values());
    if (cancelled !== undefined) throw cancelled as Error;
    if (proposal.state === 'go') await continueAsNew<typeof study>({ ...input, failed, paused });
    if (proposal.state === 'failed') return { index, ...proposal, retryable: false };
    await conclude({ plan, run, index, failed });
    return { index, state: 'done' };
  }
}

function failureOf(
  { trial, stage, execution, budget }: TrialRun,
  { type, message }: { readonly type: string; readonly message: string },
): FailedRun {
  return { trial, stage, execution, budget, type, message };
}

/** Starts a study as a child of the workflow that walks the graph. */
export function startStudy(input: Omit<StudyInput, 'failed' | 'paused'>): Promise<ChildWorkflowHandle<typeof study>> {
  return startChild(study, {
    workflowId: studyWorkflowId(workflowInfo().workflowId, input.index),
    args: [{ ...input, failed: [] }],
  });
}
