import { dropoutProgram, type DropoutProgram, type MaskSharing } from '../graph/dropout/program.ts';
import { executionOf, loadNative } from '../native/binding.ts';
import { createSessionPool } from '../native/session-pool.ts';
import { createPace, runInCalls, throttle } from '../pace.ts';
import { permutation, randomStream } from '../random.ts';
import { chunkFeeds } from './feed.ts';
import { emptyScores, storeScores, type SampledScores } from './scores.ts';
import type { Stage } from './stages.ts';

export interface SamplingRequest {
  readonly stages: readonly Stage[];
  /** `[events x inputs]`, row-major, as the network takes them. */
  readonly features: Float32Array;
  readonly passes: number;
  readonly masks: MaskSharing;
  /** Numbers of passes, at most half of all, whose means' variances are wanted. */
  readonly convergence?: readonly number[];
  /** Events that share masks, about. */
  readonly chunk: number;
  readonly seed: number;
}

export interface SamplingConditions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told the fraction done and the events a second. */
  readonly progress: (fraction: number, rate: number) => void;
  /** At least so many seconds lie between reports of progress. */
  readonly progressSeconds: number;
}

const lend = createSessionPool<DropoutProgram>(4);

/**
 * Monte-Carlo dropout (Gal and Ghahramani, arXiv:1506.02142): scores each event in `passes` passes with dropout switched on and
 * batch normalisation in inference form, and once without dropout. Events are dealt over the chunks in a random order, so that
 * those that share masks do not lie together in any region of phase space.
 * @throws the reason of `signal` when it is aborted
 */
export async function sampleDropout(request: SamplingRequest, conditions: SamplingConditions): Promise<SampledScores> {
  const { stages, features, passes, masks, seed } = request;
  const events = features.length / (stages[0]?.inputs ?? 1);
  const order = permutation(events, randomStream(seed, 'chunks'));
  const bounds = chunkBounds(events, request.chunk);
  const chunks = bounds.length - 1;
  const { convergence } = request;
  const scores = emptyScores(events, stages.at(-1)?.units ?? 1, convergence?.length ?? 0);
  const progress = throttle(conditions.progressSeconds, conditions.progress);
  const shapes = stages.map(({ inputs, units, activation, negative_slope, dropout, normalisation }) => {
    return { inputs, units, activation, negative_slope, dropout, normalisation };
  });
  const design = { stages: shapes, passes, masks, convergence };
  const author = () => dropoutProgram(design, executionOf(loadNative(conditions.threads)));
  return lend(JSON.stringify(design), conditions.threads, author, async ({ program, session }) => {
    const sample = (first: number, count: number) => {
      const window = bounds.subarray(first, first + count + 1);
      const rows = order.subarray(window[0], window[count]);
      const [results] = session.run(chunkFeeds(program, request, first, window, rows), [program.results]);
      storeScores(scores, rows, results as Float32Array);
    };
    await runInCalls(createPace(conditions.threads), [0, chunks], sample, {
      before: () => {
        conditions.signal.throwIfAborted();
      },
      after: (done, rate) => {
        progress(done / chunks, (rate * events) / chunks);
      },
    });
    return scores;
  });
}

/** Chunks of nearly equal size, about `size`: where each begins and the last one ends. */
function chunkBounds(events: number, size: number): Int32Array {
  if (events === 0) return Int32Array.of(0);
  const chunks = Math.max(1, Math.round(events / size));
  return Int32Array.from({ length: chunks + 1 }, (_, index) => Math.round((index * events) / chunks));
}
