import { InputError, type StudyParams, type TrialRun } from '../../../schemas/index.ts';
import { hyperband, successiveHalving, type Bracket } from './brackets.ts';
import { proposeGaussianProcess } from './gaussian-process/propose.ts';
import { gridConfigurations } from './grid.ts';
import type { Observation } from './observations.ts';
import { sampleRandom } from './random.ts';
import { compileSpace, type Configuration } from './space.ts';
import { proposeTpe } from './tpe.ts';
import { meanOf, type RunOutcome, type Trial, type TrialStage } from './trial.ts';

/**
 * A search under way. What it proposes depends on its definition and on the outcomes of trials by number, never on the order in which
 * they end: the same search in another process, or with other workers, proposes the same.
 */
export interface Search {
  tell(run: TrialRun, outcome: RunOutcome): void;
  /** Runs without an outcome that may go now, the most urgent first. None once the search is over. */
  ready(): readonly TrialRun[];
  /** Trials proposed so far. */
  trials(): readonly Trial[];
  /** Number of configurations that will be tried in all. */
  readonly total: number;
}

/** @throws InputError `study-space`, `study-grid`, `study-trials` */
export function createSearch(params: StudyParams): Search {
  const told = new Map<string, RunOutcome>();
  const space = compileSpace(params.space);
  const grid = params.sampler === 'grid' ? gridConfigurations(space) : undefined;
  const brackets = bracketsOf(params);
  const total = totalOf(params, grid, brackets);
  const configurations = new Map<number, Configuration>();
  const sign = params.objective.goal === 'maximise' ? -1 : 1;

  const budgets: readonly (number | null)[] =
    params.pruning === null || params.resource === null
      ? [null]
      : [...params.pruning.at.filter((at) => at < (params.resource?.most ?? 0)), params.resource.most];

  /** What the executions of one stage came to; undefined where one is missing. */
  const stageOf = (trial: number, stage: number, budget: number | null): TrialStage | { error: string } | undefined => {
    const scores: number[] = [];
    for (let execution = 0; execution < params.executions; execution++) {
      const outcome = told.get(nameOf({ trial, stage, execution }));
      // A failure counts once those before it are known: which one is told does not depend on which came first.
      if (outcome === undefined || 'error' in outcome) return outcome;
      scores.push(outcome.score);
    }
    return { budget, scores, mean: meanOf(scores) };
  };
  const configurationOf = (trial: number, known: () => Pick<Known, 'observations' | 'pending'>): Configuration => {
    let found = configurations.get(trial);
    if (found === undefined) {
      found = grid?.[trial - 1] ?? propose(trial, known);
      configurations.set(trial, found);
    }
    return found;
  };
  const propose = (trial: number, known: () => Pick<Known, 'observations' | 'pending'>): Configuration => {
    if (params.sampler !== 'tpe' && params.sampler !== 'gaussian-process')
      return sampleRandom(space, params.seed, trial);
    const all = { space, seed: params.seed, trial, startupTrials: params.startup_trials, ...known() };
    return params.sampler === 'tpe' ? proposeTpe(all) : proposeGaussianProcess(all);
  };
  const lossOf = (stage: TrialStage): number => sign * stage.mean;
  const runsOf = (trial: Trial, stage: number, budget: number | null): readonly TrialRun[] =>
    Array.from({ length: params.executions }, (_, execution) => ({
      trial: trial.trial,
      stage,
      execution,
      budget,
      ...previousOf(trial),
      configuration: trial.configuration,
    })).filter((run) => !told.has(nameOf(run)));

  const observe = ({ configuration, stages, state }: Trial): Observation => {
    const last = stages.at(-1);
    return {
      configuration,
      loss: state === 'failed' || last === undefined ? null : lossOf(last),
      level: stages.length - 1,
    };
  };

  /** Trials one after another, each as far as it gets; the window of those that have not ended is `lag` long. */
  const sequential = (): Progress => {
    const trials: Trial[] = [];
    const ready: TrialRun[] = [];
    for (let number = 1; number <= total; number++) {
      const settled = params.lag === null ? trials : trials.slice(0, Math.max(0, number - 1 - (params.lag - 1)));
      if (params.lag !== null && settled.some(({ state }) => state === 'running')) break;
      const configuration = configurationOf(number, () => ({
        observations: settled.map(observe),
        pending: trials.slice(settled.length).map((trial) => trial.configuration),
      }));
      let trial: Trial = { trial: number, configuration, state: 'running', stages: [], error: null };
      for (const [stage, budget] of budgets.entries()) {
        const ended = stageOf(number, stage, budget);
        if (ended === undefined) {
          ready.push(...runsOf(trial, stage, budget));
          break;
        }
        if ('error' in ended) {
          trial = { ...trial, state: 'failed', error: ended.error };
          break;
        }
        trial = { ...trial, stages: [...trial.stages, ended] };
        if (stage === budgets.length - 1) trial = { ...trial, state: 'complete' };
        else if (isBelowMedian(lossOf(ended), stage, settled)) {
          trial = { ...trial, state: 'pruned' };
          break;
        }
      }
      trials.push(trial);
    }
    return { trials, ready };
  };

  /** The median rule of Golovin et al., KDD 2017 (Vizier), section 3.2.2, on the score at this stage. */
  const isBelowMedian = (loss: number, stage: number, settled: readonly Trial[]): boolean => {
    const losses = settled.flatMap(({ stages }) => (stages[stage] === undefined ? [] : [lossOf(stages[stage])]));
    if (losses.length < (params.pruning?.startup_trials ?? Infinity)) return false;
    losses.sort((a, b) => a - b);
    const middle = (losses.length - 1) / 2;
    const median = ((losses[Math.floor(middle)] as number) + (losses[Math.ceil(middle)] as number)) / 2;
    return loss > median;
  };

  /** Brackets of trials; a sampler that learns waits for the brackets before. */
  const bracketed = (): Progress => {
    const trials: Trial[] = [];
    const ready: TrialRun[] = [];
    for (const { first, rungs } of brackets ?? []) {
      const before = trials.length;
      const waits = params.sampler !== 'random' && trials.some(({ state }) => state === 'running');
      if (waits) break;
      const observations = () => ({ observations: bestObserved(trials.map(observe)), pending: [] });
      let here: Trial[] = Array.from({ length: rungs[0]?.trials ?? 0 }, (_, index) => ({
        trial: first + index,
        configuration: configurationOf(first + index, observations),
        state: 'running',
        stages: [],
        error: null,
      }));
      const ended = new Map<number, Trial>();
      for (const [rung, { budget }] of rungs.entries()) {
        const waiting: Trial[] = [];
        here = here.map((trial) => {
          const stage = stageOf(trial.trial, rung, budget);
          if (stage === undefined) {
            ready.push(...runsOf(trial, rung, budget));
            waiting.push(trial);
            return trial;
          }
          return 'error' in stage
            ? { ...trial, state: 'failed', error: stage.error }
            : { ...trial, stages: [...trial.stages, stage] };
        });
        for (const trial of here) ended.set(trial.trial, trial);
        if (waiting.length > 0) break;
        const ranked = here
          .filter(({ state }) => state !== 'failed')
          .sort(
            (a, b) =>
              lossOf(a.stages.at(-1) as TrialStage) - lossOf(b.stages.at(-1) as TrialStage) || a.trial - b.trial,
          );
        const promoted = ranked.slice(0, rungs[rung + 1]?.trials ?? 0);
        for (const trial of ranked) {
          if (promoted.includes(trial)) continue;
          ended.set(trial.trial, { ...trial, state: rung === rungs.length - 1 ? 'complete' : 'pruned' });
        }
        here = promoted;
      }
      trials.push(...[...ended.values()].sort((a, b) => a.trial - b.trial));
      if (trials.length === before) break;
    }
    return { trials, ready };
  };

  /** Those with the most of the resource of which there are enough to learn from: scores at different amounts do not compare. */
  const bestObserved = (observations: readonly Observation[]): readonly Observation[] => {
    const levels = [...new Set(observations.map(({ level }) => level))].sort((a, b) => b - a);
    for (const level of levels) {
      const there = observations.filter((one) => one.level >= level);
      if (there.length > space.dimensions.length) return there;
    }
    return observations;
  };

  const progress = brackets === undefined ? sequential : bracketed;
  return {
    total,
    tell: (run, outcome) => void told.set(nameOf(run), outcome),
    ready: () => progress().ready,
    trials: () => progress().trials,
  };
}

interface Progress {
  readonly trials: readonly Trial[];
  readonly ready: readonly TrialRun[];
}
type Known = Parameters<typeof proposeTpe>[0];

/** The amount of the resource that a trial has had. */
const previousOf = ({ stages }: Trial): { readonly previous?: number } => {
  const budget = stages.at(-1)?.budget;
  return typeof budget === 'number' ? { previous: budget } : {};
};

const nameOf = ({ trial, stage, execution }: Pick<TrialRun, 'trial' | 'stage' | 'execution'>): string =>
  `${trial} ${stage} ${execution}`;

function bracketsOf({ method, trials, resource }: StudyParams): readonly Bracket[] | undefined {
  if (method !== 'successive-halving' && method !== 'hyperband') return undefined;
  if (resource === null)
    throw new InputError('study-resource', `${method} needs a resource`, { expected: resourceForm });
  if (method === 'hyperband') return hyperband(trials, resource);
  if (trials === null) throw needsTrials(method);
  return successiveHalving(trials, resource);
}

const resourceForm = 'resource: { param: epochs, least: 1, most: 27 }';
const needsTrials = (method: string): InputError =>
  new InputError('study-trials', `${method} needs the number of trials`, { expected: 'trials: 40' });

function totalOf(
  { method, trials }: StudyParams,
  grid: readonly Configuration[] | undefined,
  brackets: readonly Bracket[] | undefined,
): number {
  if (brackets !== undefined) return brackets.reduce((sum, { rungs }) => sum + (rungs[0]?.trials ?? 0), 0);
  if (grid !== undefined) return Math.min(trials ?? Infinity, grid.length);
  if (trials === null) throw needsTrials(method);
  return trials;
}
