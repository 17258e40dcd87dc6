import { areaError, areaUnderCurve, rankByFallingScore, scanThresholds } from '../../metrics/index.ts';
import { permutation, randomStream } from '../random.ts';
import type { TrainingConditions } from '../training/request.ts';
import type { DiscriminatorSpec } from './models/discriminator.ts';
import { openGenerator } from './sampling/session.ts';
import { trainGenerator } from './training/train.ts';

/** How the classifier of a two-sample test learns. */
export interface TwoSampleSettings {
  readonly folds: number;
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly patience: number;
  readonly seed: number;
}

/** Events of two samples, `[events x features]` each, row-major, standardised. */
export interface TwoSamples {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly features: number;
}

/**
 * A classifier two-sample test (Lopez-Paz and Oquab, arXiv:1610.06545): how well a network tells the samples apart on events that it was
 * not trained on, each event being tested by the one of `folds` networks that has not seen it. A sixth of what is left to train on
 * decides when to stop. Equal samples give an area of 1/2.
 */
export async function twoSampleArea(
  samples: TwoSamples,
  settings: TwoSampleSettings,
  conditions: Pick<TrainingConditions, 'threads' | 'signal'>,
): Promise<{ readonly auc: number; readonly error: number }> {
  const { values, labels } = shuffled(samples, settings.seed);
  const events = labels.length;
  const scores = new Float64Array(events);
  const spec: DiscriminatorSpec = { kind: 'discriminator', hidden: settings.hidden, activation: 'elu' };
  const sizes = { features: samples.features, conditions: 1 };
  for (let fold = 0; fold < settings.folds; fold++) {
    const rows = Int32Array.from(labels.keys());
    const tested = rows.filter((row) => row % settings.folds === fold);
    const others = rows.filter((row) => row % settings.folds !== fold);
    const matrix = (chosen: Int32Array) => labelled(values, labels, chosen, samples.features);
    const trained = await trainGenerator(
      {
        model: spec,
        sizes,
        optimiser: { name: 'adam', learning_rate: settings.learningRate, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
        schedule: 'constant',
        longestGradient: 10,
        batchSize: settings.batchSize,
        epochs: settings.epochs,
        earlyStopping: { patience: settings.patience, minimum_improvement: 0 },
        seed: settings.seed + fold,
        training: matrix(others.filter((_, index) => index % 6 !== 0)),
        validation: matrix(others.filter((_, index) => index % 6 === 0)),
      },
      {
        ...conditions,
        progress: () => undefined,
        progressSeconds: 60,
        checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
        checkpointSeconds: Infinity,
      },
    );
    const network = openGenerator(spec, sizes, trained.parameters, conditions.threads);
    const inputs = Float32Array.from({ length: tested.length * samples.features }, (_, index) => {
      const row = tested[Math.floor(index / samples.features)] as number;
      return values[row * samples.features + (index % samples.features)] as number;
    });
    const logits = network.generate(inputs, new Float32Array(tested.length), tested.length);
    network.close();
    tested.forEach((row, index) => (scores[row] = logits[index] as number));
  }
  const weights = new Float64Array(events).fill(1);
  // The networks of the folds have scales of their own: areas are taken within folds and averaged.
  let auc = 0;
  for (let fold = 0; fold < settings.folds; fold++) {
    const inFold = Int8Array.from(labels, (label, row) => (row % settings.folds === fold ? label : -1));
    auc += areaUnderCurve(scanThresholds({ scores, weights, labels: inFold }, rankByFallingScore(scores)));
  }
  auc /= settings.folds;
  const ones = labels.reduce((sum, label) => sum + label, 0);
  return { auc, error: areaError(auc, ones, events - ones) };
}

/** Both samples in one random order, so that every fold has its share of each. */
function shuffled({ first, second, features }: TwoSamples, seed: number) {
  const [ones, zeros] = [first.length / features, second.length / features];
  const order = permutation(ones + zeros, randomStream(seed, 'two samples'));
  const values = new Float32Array(first.length + second.length);
  const labels = new Int8Array(ones + zeros);
  order.forEach((event, row) => {
    const [matrix, at] = event < ones ? [first, event] : [second, event - ones];
    values.set(matrix.subarray(at * features, (at + 1) * features), row * features);
    labels[row] = event < ones ? 1 : 0;
  });
  return { values, labels };
}

function labelled(values: Float32Array, labels: Int8Array, rows: Int32Array, features: number) {
  const matrix = new Float32Array(rows.length * (features + 1));
  rows.forEach((row, index) => {
    matrix.set(values.subarray(row * features, (row + 1) * features), index * (features + 1));
    matrix[index * (features + 1) + features] = labels[row] as number;
  });
  return { events: rows.length, values: matrix };
}
