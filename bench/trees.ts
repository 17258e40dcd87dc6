/**
 * Trees on synthetic events: XGBoost through koffi beside XGBoost in Python, forest and AdaBoost beside scikit-learn, on
 * the same events with the same settings and threads. What counts is processor time. Forest and AdaBoost take one thread here, whatever is granted.
 *
 *     npm run bench -- trees [events]     # UMBRA_PYTHON names a Python with xgboost and scikit-learn; UMBRA_THREADS
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normal, randomStream } from '../science/learning/random.ts';
import {
  adaboostSchema,
  forestSchema,
  trainAdaboost,
  trainForest,
  trainXgboost,
  xgboostSchema,
  type TreeConditions,
  type TreeEvents,
} from '../science/learning/trees/index.ts';
import { runPeer } from './peers/run.ts';

const events = Number(process.argv[2] ?? 100_000);
const threads = Number(process.env.UMBRA_THREADS ?? 1);
const width = 27;
const rounds = 100;
const trees = 20;
const estimators = 30;

const conditions: TreeConditions = {
  threads,
  signal: new AbortController().signal,
  progress: () => undefined,
  progressSeconds: 1e9,
  checkpointSeconds: 1e9,
  checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
};
const training = synthetic(events, 1);
const validation = synthetic(Math.round(events / 2), 2);
const common = { metric: 'loss', stopping: null, seed: 1, training, validation } as const;

const own = new Map<string, number>();
/** @param seconds of processor time, which other work on the machine does not change as much as it does the time that passes */
const report = (what: string, who: string, seconds: number, auc: number): void => {
  const ratio = seconds / (own.get(what) ?? seconds);
  const columns = [what.padEnd(22), who.padEnd(26), `${seconds.toFixed(2).padStart(8)} s CPU`, `AUC ${auc.toFixed(4)}`];
  console.log([...columns, ratio === 1 ? '' : `Umbra is ${ratio.toFixed(1)} times as fast`].join('  '));
};
async function timed(what: string, run: () => Promise<{ readonly rows: readonly { validation_auc: number }[] }>) {
  const begin = process.cpuUsage();
  const { rows } = await run();
  const { user, system } = process.cpuUsage(begin);
  const seconds = (user + system) / 1e6;
  own.set(what, seconds);
  report(what, `Umbra, ${threads} thread${threads === 1 ? '' : 's'}`, seconds, rows.at(-1)?.validation_auc ?? NaN);
}

await timed('xgboost', async () => {
  const trained = await trainXgboost(
    {
      ...common,
      params: xgboostSchema.parse({ rounds }),
      names: Array.from({ length: width }, (_, i) => `x${i}`),
    },
    conditions,
  );
  trained.booster.free();
  return trained;
});
for (const leaf of [1, 5])
  await timed(`forest leaf ${leaf}`, () =>
    trainForest({ ...common, params: forestSchema.parse({ trees, min_leaf_events: leaf }) }, conditions),
  );
for (const depth of [1, 3])
  await timed(`adaboost depth ${depth}`, () =>
    trainAdaboost({ ...common, params: adaboostSchema.parse({ estimators, max_depth: depth }) }, conditions),
  );

const folder = mkdtempSync(join(tmpdir(), 'umbra-bench-'));
try {
  const file = join(folder, 'events.f32');
  const parts = [training, validation].flatMap(({ features, labels, weights }) => [
    features,
    Float32Array.from(labels),
    weights,
  ]);
  writeFileSync(file, Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))));
  const settings = { file, events, width, threads, rounds, trees, estimators };
  for await (const { peer, what, seconds, auc } of runPeer('trees.py', JSON.stringify(settings)))
    report(String(what), String(peer), Number(seconds), Number(auc));
} finally {
  rmSync(folder, { recursive: true });
}

function synthetic(count: number, seed: number): TreeEvents {
  const stream = randomStream(seed, 'bench trees');
  const labels = Uint8Array.from({ length: count }, () => (stream.uniform() < 0.5 ? 1 : 0));
  const features = new Float32Array(count * width);
  for (let event = 0; event < count; event++) {
    const side = (labels[event] as number) - 0.5;
    const row = features.subarray(event * width, (event + 1) * width);
    for (let i = 0; i < width; i++) row[i] = normal(stream) + (i < 8 ? 0.6 * side : 0);
    row[8] = (row[0] as number) * (row[1] as number) + 1.5 * side * (row[2] as number);
    row[9] = Math.round(2 * (row[9] as number));
  }
  return { features, width, labels, weights: Float32Array.from(labels, () => 0.5 + stream.uniform()) };
}
