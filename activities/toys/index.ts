import { defineTask, InputError, json } from '../../schemas/index.ts';
import { testToy } from '../../science/statistics/index.ts';
import { templateModelsSchema } from '../templates/schema.ts';
import { toysParams } from './params.ts';
import { openProgress } from './progress.ts';
import { plannedScan, type PlannedScan } from './scan.ts';
import { toyRangesSchema, type ToyRangeResult } from './schema.ts';

/** Milliseconds between two looks at whether to stop. */
const PAUSE_MS = 50;

/**
 * Draws a range of toys of each model and tests them at a scan of signal strengths. A toy depends on the seed and its number only: ranges of
 * any size, made anywhere, put together give the same toys. A range that is interrupted goes on at its last checkpoint.
 */
export const toys = defineTask({
  kind: 'toys',
  version: 1,
  queue: 'cpu',
  seeded: true,
  summary: 'A range of pseudo-experiments of each model, with and without signal, tested at a scan of strengths.',
  params: toysParams,
  inputs: { models: json(templateModelsSchema) },
  outputs: { toys: json(toyRangesSchema) },
  async run({ params, inputs, outputs, seed, checkpoint, signal, progress, log }) {
    const all = await inputs.models.read();
    const wanted = all.filter(
      (model) =>
        (params.discriminants?.includes(model.discriminant) ?? true) &&
        (params.signals?.some((name) => String(name) === model.signal) ?? true),
    );
    if (wanted.length === 0)
      throw new InputError('no-models', 'there is no model to draw toys of', {
        expected: `one of the signals ${[...new Set(all.map((model) => model.signal))].join(', ')}`,
      });
    const scans = wanted.map((model) => plannedScan(model, params));
    const first = params.range * params.toys;
    const sizes = scans.map(({ points }) => 2 * points.length);
    const length = sizes.reduce((sum, size) => sum + size * params.toys, 0);
    const done = await openProgress(checkpoint, JSON.stringify([seed, params, inputs.models.sha256]), length);
    if (done.filled > 0) log.info({ fraction: done.filled / length }, 'resumed from a checkpoint');
    let [paused, saved] = [performance.now(), performance.now()];
    let begin = 0;
    for (const [m, { model, points }] of scans.entries()) {
      const size = sizes[m] as number;
      const hypotheses = points.map((point) => point.hypotheses);
      for (let toy = Math.floor(Math.max(0, done.filled - begin) / size); toy < params.toys; toy++) {
        const tested = testToy(model, hypotheses, seed, first + toy);
        done.numbers.set(tested.signal, begin + toy * size);
        done.numbers.set(tested.background, begin + toy * size + points.length);
        done.filled = begin + (toy + 1) * size;
        const now = performance.now();
        if (now - paused < PAUSE_MS) continue;
        // Word of a cancellation can come through.
        await new Promise((resolve) => setImmediate(resolve));
        progress({ fraction: done.filled / length });
        if (signal.aborted || now - saved > 1000 * params.checkpoint_seconds) {
          await done.save();
          saved = performance.now();
        }
        signal.throwIfAborted();
        paused = performance.now();
      }
      begin += size * params.toys;
    }
    let at = 0;
    const results = scans.map((scan, m) => {
      const size = (sizes[m] as number) * params.toys;
      return resultOf(scan, done.numbers.subarray(at, (at += size)), {
        ...{ seed, first, count: params.toys, statistic: params.statistic },
      });
    });
    const failed = done.numbers.reduce((sum, q) => sum + (Number.isNaN(q) ? 1 : 0), 0);
    if (failed > 0) log.warn({ failed, fits: length }, 'fits of toys did not converge; these toys are left out');
    await outputs.toys.write(results);
  },
});

function resultOf(
  { template, limits, points }: PlannedScan,
  numbers: Float64Array,
  range: Pick<ToyRangeResult, 'seed' | 'first' | 'count' | 'statistic'>,
): ToyRangeResult {
  const { discriminant, signal, mass_gev, signal_events, background_events, unblinded, signal_scale: scale } = template;
  const column = (offset: number): (number | null)[] =>
    Array.from({ length: range.count }, (_, toy) => {
      const q = numbers[toy * 2 * points.length + offset] as number;
      return Number.isNaN(q) ? null : q;
    });
  return {
    ...{ discriminant, signal, mass_gev, signal_events, background_events, unblinded, ...range },
    asymptotic: {
      level: limits.level,
      observed: limits.observed * scale,
      expected: limits.expected.map((strength) => strength * scale),
    },
    scan: points.map(({ strength, hypotheses, asymptotic }, k) => ({
      strength,
      observed: hypotheses.observed,
      asymptotic_cls: { observed: asymptotic.cls, expected: [...asymptotic.clsExpected] },
      signal_toys: column(k),
      background_toys: column(points.length + k),
    })),
  };
}
