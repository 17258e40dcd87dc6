import { dropoutProgram, type DropoutProgram, type MaskSharing } from '../graph/dropout-program.ts';
import { openSession, type Feed, type Session } from '../native/session.ts';
import { permutation, randomStream } from '../random.ts';
import { createPace } from '../training/pace.ts';
import { drawMasks } from './masks.ts';
import type { Stage } from './stages.ts';

export interface SamplingRequest {
  readonly stages: readonly Stage[];
  /** `[events x inputs]`, row-major, as the network takes them. */
  readonly features: Float32Array;
  readonly passes: number;
  readonly masks: MaskSharing;
  /** Events that share masks, about. */
  readonly chunk: number;
  readonly seed: number;
}

export interface SamplingConditions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told the fraction done and the passes x events a second. */
  readonly progress: (fraction: number, rate: number) => void;
}

/** Per event, `[events]` each. */
export interface SampledScores {
  /** Probability of signal, without dropout. */
  readonly score: Float64Array;
  /** Mean over the passes. */
  readonly mean: Float64Array;
  /** Standard deviation over the passes (ddof 0). */
  readonly standardDeviation: Float64Array;
  /** Entropy of the mean, -p ln p - (1 - p) ln(1 - p), in nats: total uncertainty. */
  readonly entropy: Float64Array;
  /** Entropy of the mean minus the mean entropy of the passes: the part that comes from not knowing the network (>= 0). */
  readonly mutualInformation: Float64Array;
}

/**
 * Monte-Carlo dropout (Gal and Ghahramani, arXiv:1506.02142): scores each event in `passes` passes with dropout switched on and
 * batch normalisation in inference form, and once without dropout. Events are dealt over the chunks in a random order, so that
 * those that share masks do not lie together in any region of phase space.
 */
export async function sampleDropout(request: SamplingRequest, conditions: SamplingConditions): Promise<SampledScores> {
  const { stages, features, passes, masks, seed } = request;
  const inputs = stages[0]?.inputs ?? 1;
  const events = features.length / inputs;
  const order = permutation(events, randomStream(seed, 'chunks'));
  const bounds = chunkBounds(events, request.chunk);
  const chunks = bounds.length - 1;
  const scores = emptyScores(events);
  const pace = createPace();
  const { program, session } = openDropout(stages, passes, masks, conditions.threads);
  for (let first = 0; first < chunks;) {
    conditions.signal.throwIfAborted();
    const count = Math.min(pace.steps(), chunks - first);
    const window = bounds.subarray(first, first + count + 1);
    const [begin, end] = [window[0] as number, window[count] as number];
    const rows = order.subarray(begin, end);
    const feeds = [
      ...feedChunks(program, request, window, gatherRows(features, rows, inputs)),
      ...feedMasks(program, request, first, window),
    ];
    const results = pace.measure(count, () => session.run(feeds, [program.results])[0] as Float32Array);
    storeScores(scores, rows, results);
    first += count;
    conditions.progress(end / events, (pace.stepsPerSecond() * (end - begin) * passes) / count);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return scores;
}

const sessions = new Map<string, { readonly program: DropoutProgram; readonly session: Session }>();
/** Graphs kept for the next network of the same shape. */
const limit = 4;

function openDropout(stages: readonly Stage[], passes: number, masks: MaskSharing, threads: number) {
  const shapes = stages.map(({ inputs, units, activation, dropout }) => ({ inputs, units, activation, dropout }));
  const key = JSON.stringify([shapes, passes, masks]);
  let opened = sessions.get(key);
  if (opened === undefined) {
    const program = dropoutProgram(shapes, passes, masks, threads === 1);
    opened = { program, session: openSession(program.graph, threads) };
  }
  // Most recently used last
  sessions.delete(key);
  sessions.set(key, opened);
  for (const [oldest, { session }] of sessions) {
    if (sessions.size <= limit) break;
    session.close();
    sessions.delete(oldest);
  }
  return opened;
}

/** Chunks of nearly equal size, about `size`: where each begins and the last one ends. */
function chunkBounds(events: number, size: number): Int32Array {
  const chunks = Math.max(1, Math.round(events / size));
  return Int32Array.from({ length: events === 0 ? 1 : chunks + 1 }, (_, index) =>
    Math.round((index * events) / chunks),
  );
}

function gatherRows(features: Float32Array, rows: Int32Array, width: number): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  for (let row = 0; row < rows.length; row++) {
    const begin = (rows[row] as number) * width;
    for (let column = 0; column < width; column++) gathered[row * width + column] = features[begin + column] as number;
  }
  return gathered;
}

function feedChunks(
  program: DropoutProgram,
  { stages }: SamplingRequest,
  window: Int32Array,
  values: Float32Array,
): readonly Feed[] {
  const begin = window[0] as number;
  const bounds = window.map((bound) => bound - begin);
  const inputs = stages[0]?.inputs ?? 1;
  return [
    { to: program.count, shape: [], values: Int32Array.of(bounds.length - 1) },
    { to: program.bounds, shape: [bounds.length], values: bounds },
    { to: program.features, shape: [values.length / inputs, inputs], values },
    ...program.stages.flatMap(({ weights, bias }, index) => {
      const stage = stages[index] as Stage;
      return [
        { to: weights, shape: [stage.inputs, stage.units], values: stage.weights },
        { to: bias, shape: [stage.units], values: stage.bias },
      ];
    }),
  ];
}

function feedMasks(
  program: DropoutProgram,
  { stages, masks, passes, seed }: SamplingRequest,
  firstChunk: number,
  window: Int32Array,
): readonly Feed[] {
  const sizes = Array.from(window.subarray(1), (bound, index) => bound - (window[index] as number));
  return drawMasks(stages, masks, passes, seed, firstChunk, sizes).flatMap(({ positions, begins }, index) => {
    const to = program.dropped[index] as DropoutProgram['dropped'][number];
    return [
      { to: to.positions, shape: [positions.length], values: positions },
      { to: to.begins, shape: [begins.length], values: begins },
    ];
  });
}

function emptyScores(events: number): SampledScores {
  const vector = () => new Float64Array(events);
  return {
    score: vector(),
    mean: vector(),
    standardDeviation: vector(),
    entropy: vector(),
    mutualInformation: vector(),
  };
}

function storeScores(scores: SampledScores, rows: Int32Array, results: Float32Array): void {
  for (let index = 0; index < rows.length; index++) {
    const event = rows[index] as number;
    const mean = results[4 * index + 1] as number;
    const entropy = binaryEntropy(mean);
    scores.score[event] = results[4 * index] as number;
    scores.mean[event] = mean;
    scores.standardDeviation[event] = results[4 * index + 2] as number;
    scores.entropy[event] = entropy;
    scores.mutualInformation[event] = Math.max(0, entropy - (results[4 * index + 3] as number));
  }
}

/** -p ln p - (1 - p) ln(1 - p) */
function binaryEntropy(p: number): number {
  if (p <= 0 || p >= 1) return 0;
  return -p * Math.log(p) - (1 - p) * Math.log1p(-p);
}
