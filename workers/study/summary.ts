import type { StudyParams } from '../../schemas/index.ts';
import type { StudyResult, StudyTrial } from '../../schemas/results/index.ts';
import {
  compileSpace,
  describeSpace,
  describeValues,
  deviationOf,
  importances,
  metricName,
  thinned,
  type Trial,
} from '../../science/learning/tuning/index.ts';

const longestCurve = 200;

/** Complete trials from the best to the worst; equal scores in the order of trials. */
export function rankTrials(trials: readonly Trial[], { objective }: StudyParams): readonly Trial[] {
  const sign = objective.goal === 'maximise' ? -1 : 1;
  return trials
    .filter(({ state }) => state === 'complete')
    .sort((a, b) => sign * (scoreOf(a) - scoreOf(b)) || a.trial - b.trial);
}

/** The mean score at the last stage. */
export const scoreOf = ({ stages }: Trial): number => stages.at(-1)?.mean ?? NaN;

/** Output `study`. @param curves of trials by number */
export function summarise(
  params: StudyParams,
  trials: readonly Trial[],
  curves: ReadonlyMap<number, readonly number[]>,
): StudyResult {
  const space = compileSpace(params.space);
  const ranked = rankTrials(trials, params);
  const rest = trials.filter((trial) => !ranked.includes(trial));
  const others = [...rest.filter(({ state }) => state === 'pruned'), ...rest.filter(({ state }) => state !== 'pruned')];
  const row = (trial: Trial, rank: number | null): StudyTrial => {
    const last = trial.stages.at(-1);
    const ended = trial.state === 'complete' || trial.state === 'pruned';
    return {
      trial: trial.trial,
      rank,
      state: ended ? trial.state : 'failed',
      score: ended ? (last?.mean ?? null) : null,
      std: deviationOf(last?.scores ?? []),
      executions: last?.scores ?? [],
      stages: trial.stages.map(({ budget, mean }) => ({ budget, score: mean })),
      values: describeValues(space, trial.configuration),
      curve: thinned(curves.get(trial.trial) ?? [], longestCurve),
      error: trial.error,
    };
  };
  const { objective } = params;
  return {
    kind: params.kind,
    method: params.method,
    sampler: params.sampler,
    ...(params.chain === undefined ? {} : { chain: params.chain.map(({ task }) => task) }),
    metric: metricName(objective),
    ...(objective.where === undefined ? {} : { where: objective.where }),
    ...(objective.label === undefined ? {} : { label: objective.label }),
    goal: objective.goal,
    lag: params.lag,
    space: describeSpace(space),
    trials: [...ranked.map((trial, index) => row(trial, index + 1)), ...others.map((trial) => row(trial, null))],
    importance: importances(
      space,
      ranked.map((trial) => ({ configuration: trial.configuration, score: scoreOf(trial) })),
      params.seed,
    ),
  };
}
