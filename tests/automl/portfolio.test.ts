import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBlobs, encodeBlobs, openStages } from '../../activities/stages/index.ts';
import { trainAdaboostParams } from '../../activities/train-adaboost/params.ts';
import { trainForestParams } from '../../activities/train-forest/params.ts';
import { trainXgboostParams } from '../../activities/train-xgboost/params.ts';
import { trainParams } from '../../activities/train/params.ts';
import {
  blendScores,
  drawPortfolio,
  largestNetwork,
  PORTFOLIO_METHODS,
  selectEnsemble,
} from '../../science/learning/portfolio/index.ts';

const schemas = {
  network: trainParams,
  xgboost: trainXgboostParams,
  forest: trainForestParams,
  adaboost: trainAdaboostParams,
};
const methods = fc.shuffledSubarray([...PORTFOLIO_METHODS], { minLength: 1 });

describe('a portfolio', () => {
  test('begins with every smaller one of the same seed, takes the methods in turn, and holds valid parameters only', () => {
    fc.assert(
      fc.property(methods, fc.integer({ min: 1, max: 60 }), fc.nat(), (chosen, count, seed) => {
        const all = drawPortfolio(chosen, count, seed);
        expect(drawPortfolio(chosen, Math.ceil(count / 2), seed)).toEqual(all.slice(0, Math.ceil(count / 2)));
        all.forEach(({ number, method, choices }, index) => {
          expect([number, method]).toEqual([index + 1, chosen[index % chosen.length]]);
          const parsed = schemas[method].safeParse({ features: ['met'], ...choices });
          expect(parsed.error?.message).toBeUndefined();
          const { hidden } = (choices.network ?? { hidden: [] }) as typeof largestNetwork;
          expect(hidden.length).toBeLessThanOrEqual(largestNetwork.hidden.length);
          for (const { units } of hidden) expect(units).toBeLessThanOrEqual(384);
        });
      }),
    );
  });

  test('draws settings that differ', () => {
    const texts = drawPortfolio(['network', 'xgboost'], 40, 3).map(({ choices }) => JSON.stringify(choices));
    expect(new Set(texts).size).toBe(40);
  });
});

describe('a blend', () => {
  const cases = fc.integer({ min: 1, max: 6 }).chain((members) =>
    fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }), {
      minLength: members,
      maxLength: members,
    }),
  );
  const labels = Array.from({ length: 12 }, (_, event) => event % 2);
  const merit = (scores: Float32Array): number =>
    -scores.reduce((sum, score, event) => sum + (score - labels[event]!) ** 2, 0);

  test('is never worse than its best member where it was chosen, and its shares sum to 1', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 12 }), (given, steps) => {
        const scores = given.map((own) => Float32Array.from(own));
        const shares = selectEnsemble(scores, merit, { steps, initial: Math.min(steps, 3) });
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        const best = Math.max(...scores.map(merit));
        expect(merit(blendScores(scores, shares))).toBeGreaterThan(best - 1e-5);
      }),
    );
  });

  test('takes complementary members together and leaves a useless one out', () => {
    const right = labels.map((label) => (label === 1 ? 0.7 : 0.3));
    const one = Float32Array.from(right, (score, event) => (event < 6 ? score : 0.5));
    const other = Float32Array.from(right, (score, event) => (event < 6 ? 0.5 : score));
    const useless = Float32Array.from(labels, (label) => 1 - label);
    const shares = selectEnsemble([useless, one, other], merit, { steps: 10, initial: 1 });
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeCloseTo(0.5, 6);
  });
});

describe('stages of one task', () => {
  test('pieces of bytes come back as they were, and other bytes are told apart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 20 }),
        (blobs, other) => {
          expect(decodeBlobs(encodeBlobs(blobs))).toEqual(blobs.map((blob) => Uint8Array.from(blob)));
          expect(decodeBlobs(Uint8Array.of(...encodeBlobs(blobs), 0))).toBeUndefined();
          expect(() => decodeBlobs(other)).not.toThrow();
        },
      ),
    );
  });

  test('what is finished and the state of the one under way survive; a checkpoint of another task is left alone', async () => {
    let kept: Uint8Array | undefined;
    const store = {
      load: () => Promise.resolve(kept),
      save: (bytes: Uint8Array) => {
        kept = bytes;
        return Promise.resolve();
      },
    };
    const first = await openStages(store, 'a');
    await first.finish(Uint8Array.of(1));
    await first.inner.save(Uint8Array.of(2, 3));
    const again = await openStages(store, 'a');
    expect(again.finished).toEqual([Uint8Array.of(1)]);
    expect(await again.inner.load()).toEqual(Uint8Array.of(2, 3));
    await again.finish(Uint8Array.of(4));
    expect(await again.inner.load()).toBeUndefined();
    expect((await openStages(store, 'a')).finished).toEqual([Uint8Array.of(1), Uint8Array.of(4)]);
    expect((await openStages(store, 'b')).finished).toEqual([]);
  });
});
