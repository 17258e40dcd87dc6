import { setImmediate } from 'node:timers/promises';
import { challengeSchema, defineTask, json, table, type Challenge } from '../../schemas/index.ts';
import { randomStream } from '../../science/learning/random.ts';
import { pairedDifference, poissonMultiplicities } from '../../science/metrics/index.ts';
import { readSharedEvents } from './events.ts';
import { figuresOf, type Figures } from './figures.ts';
import { challengeParams } from './params.ts';

/**
 * Compares two models on the test events that both have scored. The uncertainty of the difference comes from a paired bootstrap: both
 * are judged on the same resamples of particle-level events, so that fluctuations of the sample that move both cancel.
 */
export const challenge = defineTask({
  kind: 'challenge',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'Compares two models on the same test events, with uncertainties from a paired bootstrap.',
  params: challengeParams,
  inputs: { challenger: table(), champion: table() },
  outputs: { challenge: json(challengeSchema) },
  async run({ params, inputs, outputs, seed, signal, ...context }) {
    const events = await readSharedEvents(inputs.challenger, inputs.champion, params);
    const judges = {
      challenger: figuresOf(events, events.challenger, params.minimum_effective_background),
      champion: figuresOf(events, events.champion, params.minimum_effective_background),
    };
    const once = new Float64Array(events.rows).fill(1);
    const [challenger, champion] = [judges.challenger(once), judges.champion(once)];
    const resampled: (readonly [challenger: Figures, champion: Figures])[] = [];
    for (let resample = 0; resample < params.resamples; resample++) {
      const drawn = poissonMultiplicities(events.groupCount, randomStream(seed, 'bootstrap', resample).uniform);
      const multiplicities = Float64Array.from(events.groups, (group) => drawn[group] as number);
      resampled.push([judges.challenger(multiplicities), judges.champion(multiplicities)]);
      // A pause now and then: word of a cancellation can come through.
      if (resample % 10 > 0) continue;
      await setImmediate();
      signal.throwIfAborted();
      context.progress({ fraction: (resample + 1) / params.resamples });
    }
    const signals = events.labels.reduce<number>((sum, label) => sum + (label === 1 ? 1 : 0), 0);
    await outputs.challenge.write({
      events: { signal: signals, background: events.rows - signals },
      groups: events.groupCount,
      resamples: params.resamples,
      challenger,
      champion,
      difference: {
        auc: difference('auc', challenger, champion, resampled),
        significance: difference('significance', challenger, champion, resampled),
      },
    });
  },
});

/** Null where a figure is missing, also in so many resamples that the rest would not stand for the whole. */
function difference(
  figure: keyof Figures,
  challenger: Figures,
  champion: Figures,
  resampled: readonly (readonly [Figures, Figures])[],
): Challenge['difference']['auc'] {
  const [a, b] = [challenger[figure], champion[figure]];
  if (a === null || b === null) return null;
  const differences = resampled.flatMap(([one, other]) => {
    const [x, y] = [one[figure], other[figure]];
    return x === null || y === null ? [] : [x - y];
  });
  return differences.length < resampled.length / 2 ? null : pairedDifference(a - b, differences);
}
