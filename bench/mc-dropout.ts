/**
 * 100 stochastic passes over 20,000 events with the dark-matter network: Umbra's two ways of masking beside Keras and
 * PyTorch, in passes x events a second.
 *
 *     npm run bench -- mc-dropout      # UMBRA_PYTHON names a Python with keras, tensorflow and torch; UMBRA_THREADS
 */
import { networkSchema, sampleDropout, type Stage } from '../science/learning/index.ts';
import { normal, randomStream } from '../science/learning/random.ts';
import { runPeer } from './peers/run.ts';

const threads = Number(process.env.UMBRA_THREADS ?? 1);
const [events, inputs, passes] = [20_000, 33, 100];
const stream = randomStream(1, 'bench');
const features = Float32Array.from({ length: events * inputs }, () => normal(stream));
const stages = randomStages();

let fastest = 0;
for (const masks of ['shared-chunk', 'independent'] as const) {
  const request = { stages, features, passes, masks, chunk: 500, seed: 1 };
  const conditions = { threads, signal: new AbortController().signal, progress: () => undefined, progressSeconds: 1 };
  await sampleDropout(request, conditions);
  const begin = performance.now();
  const scores = await sampleDropout(request, conditions);
  const rate = (events * passes) / ((performance.now() - begin) / 1000);
  fastest = Math.max(fastest, rate);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / events;
  report(`Umbra, ${masks}, ${threads} thread${threads === 1 ? '' : 's'}`, rate, mean(scores.standardDeviation));
}
for await (const { peer, rate, std } of runPeer('mc_dropout.py')) report(String(peer), Number(rate), Number(std));

function report(who: string, rate: number, spread: number): void {
  const ratio = fastest / rate;
  const columns = [
    who.padEnd(32),
    `${(rate / 1e6).toFixed(2).padStart(6)} M passes x events/s`,
    `std ${spread.toFixed(4)}`,
  ];
  console.log([...columns, ratio === 1 ? '' : `Umbra is ${ratio.toFixed(1)} times as fast`].join('  '));
}

/** Glorot's initial weights, as the peers have. */
function randomStages(): readonly Stage[] {
  const { hidden } = networkSchema.parse({ hidden: [{ units: 84, dropout: 0.05 }, { units: 49 }] });
  let width = inputs;
  return [...hidden, { units: 1, activation: 'linear' as const, dropout: 0 }].map(({ units, activation, dropout }) => {
    const limit = Math.sqrt(6 / (width + units));
    const weights = Float32Array.from({ length: width * units }, () => (2 * stream.uniform() - 1) * limit);
    const stage = { inputs: width, units, activation, dropout, weights, bias: new Float32Array(units) };
    width = units;
    return stage;
  });
}
