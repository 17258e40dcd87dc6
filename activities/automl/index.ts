import { z } from 'zod';
import { defineTask, file, many, records, table } from '../../schemas/index.ts';
import { leaderboardRow, type LeaderboardRow } from '../../schemas/results/index.ts';
import {
  blendScores,
  drawPortfolio,
  largestNetwork,
  selectEnsemble,
  type Candidate,
} from '../../science/learning/portfolio/index.ts';
import { requireFeatures } from '../../science/learning/preparation/index.ts';
import { scoreMetrics, type ScoreMetrics } from '../../science/learning/trees/index.ts';
import { openStages } from '../stages/index.ts';
import { requireRoom } from '../train/memory.ts';
import { prepare } from '../train/prepare.ts';
import { readSamples, requireSamples } from '../train/samples.ts';
import { trainParams } from '../train/params.ts';
import { treeTrainingParams } from '../tree-training/params.ts';
import { prepareTrees } from '../tree-training/prepare.ts';
import { encodePortfolio } from './file.ts';
import { trainMember, type TrainedMember } from './member.ts';
import { automlParams, type AutomlParams } from './params.ts';
import { decodeMember, encodeMember } from './state.ts';

/**
 * Trains networks and trees of many settings with the events' weights, ranks them by the validation events and blends the best ones. Nothing is
 * learnt from test events.
 */
export const automl = defineTask({
  kind: 'automl',
  version: 4,
  queue: 'gpu',
  seeded: true,
  summary: 'Trains a portfolio of networks and trees within a budget, and blends the best of them.',
  params: automlParams,
  inputs: { events: many(table()) },
  outputs: { model: file('portfolio'), leaderboard: records(leaderboardRow) },
  columns: ({ features }, { events }) => {
    if (events !== undefined) requireFeatures(events.columns, features, events.origin);
    return {};
  },
  async run({ params, inputs, outputs, seed, threads, signal, log, checkpoint, ...context }) {
    requireSamples(inputs.events);
    const { budget, methods, negative_weights, balancing, features, label_column } = params;
    const common = { features, label_column, negative_weights, balancing };
    const { padding, normaliser } = params;
    const networkParams = trainParams.parse({ ...common, padding, normaliser, network: largestNetwork });
    requireRoom(inputs.events, networkParams);
    const networks = prepare(await readSamples(inputs.events, networkParams), networkParams, seed);
    const trees = await prepareTrees(inputs.events, z.object(treeTrainingParams).parse(common));
    const labels = { train: trees.training, validation: trees.validation };
    const candidates = drawPortfolio(methods, budget.trainings, seed);

    const stages = await openStages(checkpoint, JSON.stringify([seed, params, trees.training.labels.length]));
    const members: TrainedMember[] = stages.finished.map(decodeMember);
    if (members.length > 0) log.info({ trainings: members.length }, 'resumed from a checkpoint');
    const started = performance.now();
    const inTime = (): boolean => budget.minutes === null || performance.now() - started < budget.minutes * 60_000;
    for (const candidate of candidates.slice(members.length)) {
      if (members.length > 0 && !inTime()) break;
      signal.throwIfAborted();
      const before = members.length;
      const trained = await trainMember(candidate, params, { networks, trees }, seed, {
        threads,
        signal,
        progress: ({ fraction = 0, ...step }) => {
          context.progress({ ...step, fraction: (before + fraction) / candidates.length });
        },
        checkpoint: stages.inner,
      });
      members.push(trained);
      await stages.finish(encodeMember(trained));
    }
    if (members.length < candidates.length)
      log.warn(
        { trainings: members.length, asked: candidates.length },
        'the time was up before all trainings were done',
      );

    const merit = (scores: Float32Array): number => meritOf(scoreMetrics(scores, labels.validation), params.metric);
    const scores = members.map(({ validation }) => validation);
    const shares = selectEnsemble(scores, merit, { steps: params.blend, initial: Math.min(3, params.blend) });
    const rows = members.map((member, index) =>
      leaderboardOf(candidates[index] as Candidate, member, shares[index] as number, labels),
    );
    const blend = {
      ...figuresOf(
        scoreMetrics(
          blendScores(
            members.map(({ train }) => train),
            shares,
          ),
          labels.train,
        ),
        scoreMetrics(blendScores(scores, shares), labels.validation),
      ),
      ...{ name: 'blend', method: 'blend', settings: '', iterations: null, share: 1 },
    };
    const value = (row: Omit<LeaderboardRow, 'rank'>): number =>
      params.metric === 'loss'
        ? -row.validation_loss
        : params.metric === 'auc'
          ? row.validation_auc
          : row.validation_accuracy;
    const ranked = [...rows, blend].sort((a, b) => value(b) - value(a) || (a.name < b.name ? -1 : 1));
    const chosen = members.flatMap(({ model }, index) => {
      const { method, number } = candidates[index] as Candidate;
      const share = shares[index] as number;
      return share === 0 ? [] : [{ name: `${method} ${number}`, method, share, model }];
    });
    await Promise.all([
      outputs.model.write(encodePortfolio(chosen)),
      outputs.leaderboard.write(ranked.map((row, index) => ({ rank: index + 1, ...row }))),
    ]);
  },
});

type Figures = Omit<LeaderboardRow, 'rank' | 'name' | 'method' | 'settings' | 'iterations' | 'share'>;

const figuresOf = (train: ScoreMetrics, validation: ScoreMetrics): Figures => ({
  train_loss: train.loss,
  validation_loss: validation.loss,
  train_auc: train.auc,
  validation_auc: validation.auc,
  auc_gap: train.auc - validation.auc,
  train_accuracy: train.accuracy,
  validation_accuracy: validation.accuracy,
});

type Labelled = Parameters<typeof scoreMetrics>[1];

function leaderboardOf(
  { number, method, choices }: Candidate,
  { iterations, train, validation }: TrainedMember,
  share: number,
  events: { readonly train: Labelled; readonly validation: Labelled },
): Omit<LeaderboardRow, 'rank'> {
  return {
    name: `${method} ${number}`,
    method,
    settings: describe(choices),
    iterations,
    ...figuresOf(scoreMetrics(train, events.train), scoreMetrics(validation, events.validation)),
    share,
  };
}

/** Settings as a person reads them: `hidden 128-90 relu, dropout 0.2, adam 0.001, batch 512`. */
function describe({ network, optimiser, batch_size: batch, ...others }: Candidate['choices']): string {
  const texts = Object.entries(others).map(([name, value]) => `${name} ${String(value)}`);
  if (network === undefined) return texts.join(', ');
  const { hidden, l2 } = network as { hidden: { units: number; activation: string; dropout: number }[]; l2?: number };
  const { name, learning_rate: rate } = optimiser as { name: string; learning_rate: number };
  return [
    `${hidden.map(({ units }) => units).join('-')} ${hidden[0]?.activation ?? ''}`,
    `dropout ${hidden[0]?.dropout ?? 0}`,
    ...(l2 === undefined ? [] : [`l2 ${l2}`]),
    `${name} ${rate}`,
    `batch ${String(batch)}`,
  ].join(', ');
}

const meritOf = ({ loss, auc, accuracy }: ScoreMetrics, metric: AutomlParams['metric']): number =>
  metric === 'loss' ? -loss : metric === 'auc' ? auc : accuracy;
