import type { PlannedTask, StudyParams, TrialRun } from '../../schemas/index.ts';
import type { Trial } from '../../science/learning/tuning/index.ts';

/** The runs of a trial at one stage, one for each execution. */
export function runsAt(trial: Trial, stage: number, executions: number): readonly TrialRun[] {
  const budget = trial.stages[stage]?.budget ?? null;
  return Array.from({ length: executions }, (_, execution) => ({
    trial: trial.trial,
    stage,
    execution,
    budget,
    configuration: trial.configuration,
  }));
}

/** Every run of a study that came to a score. */
export function endedRuns(trials: readonly Trial[], study: PlannedTask): readonly TrialRun[] {
  const { executions } = study.params as StudyParams;
  return trials.flatMap((trial) => trial.stages.flatMap((_, stage) => runsAt(trial, stage, executions)));
}
