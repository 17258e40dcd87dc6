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
import type {
  ExecuteInput,
  FailedRun,
  Proposal,
  ProposedRun,
  Queue,
  StudyInput,
  TaskOutcome,
  TrialRun,
} from '../schemas/index.ts';
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
  /** Tries one part until it is done; gives the failure that it was given up for. */
  const tryPart = async (one: TrialRun, part: Part): Promise<FailedRun | undefined> => {
    const attempts = createAttempts();
    for (;;) {
      const tried = part.tasks.map((task) => attempts.tried(task));
      const outcomes = await execute(part.kind, part.queue, { plan, run, tried, trial: one, ...part.what });
      const outcome = outcomes.find(({ state }) => state === 'paused' || state === 'failed');
      if (outcome?.state === 'paused') await condition(() => !paused);
      else if (outcome?.state !== 'failed') return undefined;
      else {
        // Failures of a run that is told as one are counted together.
        const verdict = attempts.judge(part.what.study === undefined ? { ...outcome, index } : outcome);
        if (!verdict.again) return failureOf(one, verdict.failure);
        await sleep(verdict.seconds * 1000);
      }
    }
  };
  /** A trial may be several tasks, itself and those that score it: what waits for a device does not wait beside one that computes elsewhere. */
  const work = async ({ part: first = 0, ...one }: ProposedRun, go: Go): Promise<void> => {
    try {
      for (const part of partsOf(go, index).slice(first)) {
        const failure = await tryPart(one, part);
        if (failure === undefined) continue;
        failed.push(failure);
        return;
      }
    } catch (error) {
      if (isCancellation(error)) cancelled = error;
      else failed.push(failureOf(one, describeFailure(error)));
    }
  };
  const start = (one: ProposedRun, go: Go): void => {
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

interface Part {
  readonly kind: string;
  readonly queue: Queue;
  readonly tasks: readonly number[];
  /** How the activity is told which they are. */
  readonly what: Pick<ExecuteInput, 'tasks' | 'study'>;
}

function partsOf({ kind, queue, parts }: Go, study: number): readonly Part[] {
  if (parts === undefined) return [{ kind, queue, tasks: [study], what: { tasks: [study] } }];
  return parts.map((part) => ({ ...part, what: { tasks: part.tasks, study } }));
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
