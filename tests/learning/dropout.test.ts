import { describe, expect, test } from 'vitest';
import { drawMasks } from '../../science/learning/dropout/masks.ts';
import {
  inferenceStages,
  sampleDropout,
  type MaskSharing,
  type SamplingRequest,
  type Stage,
} from '../../science/learning/index.ts';
import { permutation, randomStream } from '../../science/learning/random.ts';
import { architecture, syntheticEvents } from './data.ts';
import { arbitraryModel } from './models.ts';
import { naiveClasses, naiveScore } from './naive-network.ts';

const conditions = { threads: 1, signal: new AbortController().signal, progress: () => undefined, progressSeconds: 0 };
const stagesOf = (inputs: number, network: object, more: object = {}) =>
  inferenceStages(arbitraryModel({ ...architecture(inputs, network), ...more }, 7, 1));

const darkMatter = stagesOf(6, { hidden: [{ units: 12, dropout: 0.2 }, { units: 8 }] });
const threeDropouts = stagesOf(5, {
  hidden: [
    { units: 9, activation: 'selu', dropout: 0.1 },
    { units: 8, activation: 'tanh', dropout: 0.3, batch_normalisation: true },
    { units: 6, activation: 'sigmoid' },
    { units: 5, activation: 'linear', dropout: 0.5 },
  ],
});

const everything = stagesOf(
  5,
  {
    input_dropout: 0.1,
    hidden: [
      { units: 9, dropout: 0.2, batch_normalisation: 'after-activation' },
      { units: 8, activation: 'gelu', dropout: 0.3, layer_normalisation: true },
      { units: 6, activation: 'leaky-relu', layer_normalisation: 'after-activation', dropout: 0.2 },
      { units: 6, batch_normalisation: 'after-activation' },
      { units: 5, activation: 'relu', dropout: 0.2 },
    ],
  },
  { inputNormalisation: 'layer' },
);

describe('Monte-Carlo dropout', () => {
  describe.each(['shared-chunk', 'independent'] as const)('with %s masks', (masks) => {
    test.each([
      ['one dropout', darkMatter],
      ['three dropouts after various activations', threeDropouts],
      ['dropout of the inputs and between normalisations', everything],
    ])('equals scoring event by event and pass by pass with the same masks: %s', async (_, stages) => {
      const request = requestOf(stages, masks, 70, 9);
      const scores = await sampleDropout(request, conditions);
      const expected = naiveSampling(request);
      for (const [name, values] of Object.entries(expected))
        values.forEach((value, event) => {
          expect(Math.abs(scores[name as keyof typeof expected][event]! - value), `${name} of ${event}`).toBeLessThan(
            3e-6,
          );
        });
      // Passes differ: dropout is not silently off
      expect(scores.standardDeviation.filter((deviation) => deviation > 1e-3).length).toBeGreaterThan(60);
    });
  });

  test.each(['shared-chunk', 'independent'] as const)('scores classes, with %s masks', async (masks) => {
    const stages = stagesOf(
      4,
      {
        hidden: [
          { units: 8, dropout: 0.3 },
          { units: 5, activation: 'tanh' },
        ],
      },
      { outputs: 3 },
    );
    const request = requestOf(stages, masks, 30, 8);
    const scores = await sampleDropout(request, conditions);
    expect(scores.outputs).toBe(3);
    const order = permutation(30, randomStream(request.seed, 'chunks'));
    const rows = order.subarray(0, 15);
    const [drawn] = drawMasks(stages, masks, 8, request.seed, 0, [15]);
    const dropped = new Set(drawn!.positions);
    rows.forEach((event, place) => {
      const input = request.features.subarray(event * 4, event * 4 + 4);
      const passes = Array.from({ length: 8 }, (_, pass) =>
        naiveClasses(stages, input, (_dropout, unit) => {
          const line = masks === 'independent' ? place * 8 + pass : pass;
          return dropped.has(line * 8 + unit) ? 0 : 1 / 0.7;
        }),
      );
      const entropy = (p: readonly number[]) => -p.reduce((sum, value) => sum + value * Math.log(value), 0);
      const mean = [0, 1, 2].map((output) => passes.reduce((sum, p) => sum + p[output]!, 0) / 8);
      naiveClasses(stages, input).forEach((score, output) => {
        expect(scores.score[event * 3 + output]).toBeCloseTo(score, 5);
        expect(scores.mean[event * 3 + output]).toBeCloseTo(mean[output]!, 5);
        const variance = passes.reduce((sum, p) => sum + (p[output]! - mean[output]!) ** 2, 0) / 8;
        expect(scores.standardDeviation[event * 3 + output]).toBeCloseTo(Math.sqrt(variance), 5);
      });
      expect(scores.entropy[event]).toBeCloseTo(entropy(mean), 5);
      const information = entropy(mean) - passes.reduce((sum, p) => sum + entropy(p), 0) / 8;
      expect(scores.mutualInformation[event]).toBeCloseTo(information, 5);
    });
  });

  test('measures the variance of a mean over T passes, which falls as 1 / T', async () => {
    const convergence = [1, 4, 20];
    const scores = await sampleDropout({ ...requestOf(darkMatter, 'independent', 40, 2000), convergence }, conditions);
    const mean = (point: number) =>
      scores.entropy.reduce((sum, _, event) => sum + scores.variancesOfMeans[event * 3 + point]!, 0) / 40;
    const single = scores.standardDeviation.reduce((sum, std) => sum + std * std, 0) / 40;
    convergence.forEach((passes, point) => {
      // Relative error of a variance from n groups: sqrt(2 / n), n >= 100, averaged over 40 events
      expect(Math.abs((mean(point) * passes) / single - 1)).toBeLessThan(0.12);
    });
    expect(mean(0) * (1999 / 2000)).toBeCloseTo(single, 6);
  });

  test('agrees between both ways of masking, whose passes have the same distribution', async () => {
    const passes = 4000;
    const [shared, independent] = await Promise.all(
      (['shared-chunk', 'independent'] as const).map((masks) =>
        sampleDropout({ ...requestOf(threeDropouts, masks, 20, passes), chunk: 5 }, conditions),
      ),
    );
    shared!.mean.forEach((mean, event) => {
      const deviation = shared!.standardDeviation[event] as number;
      const other = independent!.standardDeviation[event] as number;
      expect(Math.abs(mean - (independent!.mean[event] as number))).toBeLessThan(5 * deviation * Math.sqrt(2 / passes));
      expect(Math.abs(deviation / other - 1)).toBeLessThan(0.12);
      expect(shared!.mutualInformation[event]! / independent!.mutualInformation[event]!).toBeCloseTo(1, 0);
    });
  });

  test('gives equal numbers for equal seeds, others for another seed, and the same score without dropout', async () => {
    const request = requestOf(darkMatter, 'shared-chunk', 300, 20);
    const one = await sampleDropout(request, conditions);
    expect(await sampleDropout(request, conditions)).toEqual(one);
    const other = await sampleDropout({ ...request, seed: 2 }, conditions);
    expect(other.mean).not.toEqual(one.mean);
    other.score.forEach((score, event) => {
      expect(score).toBeCloseTo(one.score[event] as number, 6);
    });
  });

  test('has no spread for a network without dropout', async () => {
    const scores = await sampleDropout(
      requestOf(stagesOf(4, { hidden: [{ units: 3 }] }), 'shared-chunk', 10, 5),
      conditions,
    );
    expect(scores.standardDeviation).toEqual(new Float64Array(10));
    expect(scores.mean).toEqual(scores.score);
  });

  test('scores no events', async () => {
    const scores = await sampleDropout(requestOf(darkMatter, 'shared-chunk', 0, 5), conditions);
    expect(scores.mean).toHaveLength(0);
  });

  test('stops when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    const sampling = sampleDropout(requestOf(darkMatter, 'shared-chunk', 10, 5), { ...conditions, signal });
    await expect(sampling).rejects.toThrow('cancelled');
  });
});

function requestOf(stages: readonly Stage[], masks: MaskSharing, events: number, passes: number): SamplingRequest {
  const { features } = syntheticEvents(events, stages[0]!.inputs, 3);
  return { stages, features, passes, masks, chunk: 16, seed: 1 };
}

/** The definition, number by number in float64, with the masks that the request draws. */
function naiveSampling({ stages, features, passes, masks, chunk, seed }: SamplingRequest) {
  const inputs = stages[0]!.inputs;
  const events = features.length / inputs;
  const order = permutation(events, randomStream(seed, 'chunks'));
  const chunks = Math.max(1, Math.round(events / chunk));
  const result = {
    score: new Float64Array(events),
    mean: new Float64Array(events),
    standardDeviation: new Float64Array(events),
    entropy: new Float64Array(events),
    mutualInformation: new Float64Array(events),
  };
  const dropouts = stages.filter(({ dropout }) => dropout > 0);
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  for (let number = 0; number < chunks; number++) {
    const rows = order.subarray(Math.round((number * events) / chunks), Math.round(((number + 1) * events) / chunks));
    const drawn = drawMasks(stages, masks, passes, seed, number, [rows.length]);
    const dropped = drawn.map(({ positions }) => new Set(positions));
    rows.forEach((event, place) => {
      const input = features.subarray(event * inputs, (event + 1) * inputs);
      const scores = Array.from({ length: passes }, (_, pass) =>
        naiveScore(stages, input, (dropout, unit) => {
          const { units, dropout: rate } = dropouts[dropout]!;
          const line = masks === 'independent' ? place * passes + pass : pass;
          return dropped[dropout]!.has(line * units + unit) ? 0 : 1 / (1 - rate);
        }),
      );
      const mean = scores.reduce((sum, p) => sum + p, 0) / passes;
      result.score[event] = naiveScore(stages, input);
      result.mean[event] = mean;
      result.standardDeviation[event] = Math.sqrt(scores.reduce((sum, p) => sum + (p - mean) ** 2, 0) / passes);
      result.entropy[event] = entropy(mean);
      result.mutualInformation[event] = entropy(mean) - scores.reduce((sum, p) => sum + entropy(p), 0) / passes;
    });
  }
  return result;
}
