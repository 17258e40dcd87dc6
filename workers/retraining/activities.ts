import { dirname } from 'node:path';
import { Context } from '@temporalio/activity';
import type {
  ChallengeInput,
  ChallengePlan,
  DecideInput,
  PlanRetrainingInput,
  RetrainingInput,
  RetrainingPlan,
  RetrainingResult,
  ScanResult,
} from '../../schemas/index.ts';
import type { Store } from '../../store/index.ts';
import type { createPlanCache } from '../plans.ts';
import { storePlan, type KindsOf } from '../preparation/index.ts';
import { planChallenge } from './challenge-plan.ts';
import { decideChampions } from './decide.ts';
import { planRetraining } from './good-plan.ts';
import { scanSamples } from './scan.ts';

export interface RetrainingActivities {
  scanSamples(input: RetrainingInput): Promise<ScanResult>;
  planRetraining(input: PlanRetrainingInput): Promise<RetrainingPlan>;
  planChallenge(input: ChallengeInput): Promise<ChallengePlan>;
  decideChampions(input: DecideInput): Promise<RetrainingResult>;
}

/** The light activities of the workflow `retraining`; what is heavy runs as tasks of campaigns. */
export function retrainingActivities({
  store,
  plans,
  kindsOf,
}: {
  readonly store: Store;
  readonly plans: ReturnType<typeof createPlanCache>;
  readonly kindsOf: KindsOf;
}): RetrainingActivities {
  const context = { store, state: dirname(store.location), kindsOf };
  return {
    scanSamples: (input) => beating(() => scanSamples(context, input)),
    planRetraining: (input) => beating(() => planRetraining(context, input)),
    planChallenge: (input) =>
      beating(async () => {
        const plan = await planChallenge(store, await plans(input.plan), input, kindsOf);
        return { plan: plan === undefined ? null : await storePlan(store, plan) };
      }),
    decideChampions: (input) =>
      beating(async () => {
        const compared = input.challenge.plan === null ? undefined : await plans(input.challenge.plan);
        compared?.refresh();
        return decideChampions(store, await plans(input.plan), compared, input, kindsOf);
      }),
  };
}

/** Hashing large files takes a while: the server hears that this worker lives. */
async function beating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => {
    context.heartbeat();
  }, 2000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
