import type { StudyResult } from '../../schemas/results/index.ts';

/** What a trial goes through: the kind of its task and, where other tasks score it, these. */
export const triedTasks = ({ kind, chain = [] }: StudyResult, joint: string): string => [kind, ...chain].join(joint);

/** What is minimised or maximised: `quality.metrics.value where metric == "auc"`. */
export const objectiveText = ({ metric, where }: StudyResult): string =>
  where === undefined ? metric : `${metric} where ${where}`;

/** What the score is called in tables and figures. */
export const scoreName = ({ label, metric }: StudyResult): string => label ?? metric;
