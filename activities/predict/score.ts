import { foldOf, keepRows, networkInputs, type NetworkInput } from '../../science/learning/preparation/index.ts';
import {
  classEntropy,
  binaryEntropy,
  emptyScores,
  inferScores,
  type SampledScores,
  type SamplingConditions,
} from '../../science/learning/dropout/index.ts';
import type { Model } from '../../science/learning/model-file/index.ts';
import { wholeNumberColumn } from '../../science/weights/index.ts';
import type { ScoredSample } from '../scoring/events.ts';
import type { Committee } from './committee.ts';

/**
 * Scores of the events that every network which may score them can score.
 * @returns `complete`: 1 for an event that has a score, sample after sample
 */
export async function scoreWithCommittee(
  { models, crossTraining }: Committee,
  samples: readonly ScoredSample[],
  conditions: SamplingConditions,
): Promise<{ readonly scores: SampledScores; readonly complete: Uint8Array; readonly leftOut: number }> {
  const parts = samples.map(({ part }) => part);
  const folds = crossTraining === undefined ? undefined : foldsOf(samples, crossTraining);
  const mayScore = (model: Model): Uint8Array | undefined =>
    folds === undefined ? undefined : Uint8Array.from(folds, (fold) => (fold === model.crossTraining?.fold ? 1 : 0));
  const events = samples.reduce((sum, { part }) => sum + part.rows.length, 0);
  const complete = new Uint8Array(events).fill(1);
  const inputsOf = (inputs: readonly NetworkInput[]) => networkInputs(inputs, parts);
  for (const model of models) {
    const may = mayScore(model);
    inputsOf(model.inputs).complete.forEach((flag, event) => {
      if (flag === 0 && may?.[event] !== 0) complete[event] = 0;
    });
  }
  const outputs = models[0]?.architecture.outputs ?? 1;
  const sums = tally(events, outputs);
  for (const [number, model] of models.entries()) {
    const may = mayScore(model);
    const flags = complete.map((flag, event) => flag & (may?.[event] ?? 1));
    const features = keepRows(inputsOf(model.inputs).values, flags, model.inputs.length);
    const score = await inferScores(model, features, {
      ...conditions,
      progress: (fraction, rate) => {
        conditions.progress((number + fraction) / models.length, rate);
      },
    });
    sums.add(score, flags);
  }
  const kept = complete.reduce((sum, flag) => sum + flag, 0);
  return { scores: sums.scores(complete, kept), complete, leftOut: events - kept };
}

function foldsOf(samples: readonly ScoredSample[], cross: NonNullable<Committee['crossTraining']>): Int8Array {
  const parts = samples.map(({ columns, weights, part }) => {
    const table = { rows: weights.length, columns };
    const keys = cross.by.map((name) => wholeNumberColumn(table, name, 'the events to score'));
    const folds = foldOf(cross, keys, weights.length);
    return Int8Array.from(part.rows, (row) => folds[row] as number);
  });
  const all = new Int8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((first, part) => (all.set(part, first), first + part.length), 0);
  return all;
}

/** Adds up what networks say of events. */
function tally(events: number, outputs: number) {
  const networks = new Int32Array(events);
  const sum = new Float64Array(events * outputs);
  const squares = new Float64Array(events * outputs);
  const entropies = new Float64Array(events);
  return {
    /** @param score `[flagged events x outputs]` */
    add(score: Float64Array, flags: Uint8Array): void {
      let row = 0;
      flags.forEach((flag, event) => {
        if (flag === 0) return;
        const own = score.subarray(row * outputs, ++row * outputs);
        networks[event] = (networks[event] as number) + 1;
        entropies[event] = (entropies[event] as number) + entropyOf(own);
        own.forEach((p, output) => {
          const place = event * outputs + output;
          sum[place] = (sum[place] as number) + p;
          squares[place] = (squares[place] as number) + p * p;
        });
      });
    },
    scores(complete: Uint8Array, kept: number): SampledScores {
      const result = emptyScores(kept, outputs);
      let row = 0;
      complete.forEach((flag, event) => {
        if (flag === 0) return;
        const count = networks[event] as number;
        for (let output = 0; output < outputs; output++) {
          const [place, target] = [event * outputs + output, row * outputs + output];
          const mean = (sum[place] as number) / count;
          result.score[target] = mean;
          result.mean[target] = mean;
          // Not below zero but for rounding
          const variance = count === 1 ? 0 : Math.max(0, (squares[place] as number) / count - mean * mean);
          result.standardDeviation[target] = Math.sqrt(variance);
        }
        const entropy = entropyOf(result.mean.subarray(row * outputs, (row + 1) * outputs));
        result.entropy[row] = entropy;
        result.mutualInformation[row] = count === 1 ? 0 : Math.max(0, entropy - (entropies[event] as number) / count);
        row++;
      });
      return result;
    },
  };
}

const entropyOf = (probabilities: Float64Array): number =>
  probabilities.length === 1 ? binaryEntropy(probabilities[0] as number) : classEntropy(probabilities);
