import type { StudyResult, StudyTrial } from '../../../schemas/results/index.ts';
import { formatMeasured, formatNumber } from '../../style/numbers.ts';

/** Rows of a ranking table at most. */
export const mostRows = 50;

/** How a search is called: its method, and where its configurations come from if that is another one. */
export const methodOf = ({ method, sampler }: StudyResult): string =>
  sampler === method ? method : `${method} (${sampler})`;

/** The score of a trial with its standard deviation over executions, in the markup of labels. */
export const scoreText = (trial: StudyTrial | undefined): string =>
  trial === undefined
    ? '–'
    : trial.std === null
      ? formatNumber(trial.score, 5)
      : formatMeasured(trial.score, trial.std);

/** The value of a hyperparameter; empty where it does not exist. */
export const valueText = (value: StudyTrial['values'][string] | undefined): string =>
  value === undefined
    ? ''
    : typeof value === 'number'
      ? Number.isInteger(value)
        ? String(value)
        : formatNumber(value)
      : String(value);

/** Trials that a ranking shows, best first: those that did not fail. */
export const rankedTrials = ({ trials }: StudyResult): readonly StudyTrial[] =>
  trials.filter(({ state }) => state !== 'failed').slice(0, mostRows);

export const rankingCaption = ({ trials }: StudyResult, shown: number): string =>
  shown < trials.length ? `The best ${shown} of ${trials.length} trials` : 'All trials';
