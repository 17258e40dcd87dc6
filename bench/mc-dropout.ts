/**
 * 100 stochastic passes over 20,000 events with the dark-matter network: Umbra's two ways of masking beside Keras and
 * PyTorch, in passes x events a second. All have UMBRA_THREADS threads, one where it is not set.
 *
 *     npm run bench -- mc-dropout [seconds]      # UMBRA_PYTHON names a Python with keras, tensorflow and torch; UMBRA_THREADS
 */
import { networkSchema, sampleDropout, type SampledScores, type Stage } from '../science/learning/index.ts';
import { normal, randomStream } from '../science/learning/random.ts';
import { runPeer } from './peers/run.ts';

const seconds = Number(process.argv[2] ?? 1.5);
const threads = Number(process.env.UMBRA_THREADS ?? 1);
const [events, inputs, passes] = [20_000, 33, 100];
const stream = randomStream(1, 'bench');
const features = Float32Array.from({ length: events * inputs }, () => normal(stream));
const stages = randomStages();

/** Passes x events a second, and a second of a core: the second means something on a machine that others use too. */
interface Rates {
  readonly rate: number;
  readonly perCore: number;
}

const own = new Map<string, Rates>();
for (const masks of ['shared-chunk', 'independent'] as const) {
  const request = { stages, features, passes, masks, chunk: 500, seed: 1 };
  const conditions = { threads, signal: new AbortController().signal, progress: () => undefined, progressSeconds: 1 };
  for (let warm = 0; warm < 3; warm++) await sampleDropout(request, conditions);
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  let made = 0;
  let scores: SampledScores;
  do {
    scores = await sampleDropout(request, conditions);
    made += events * passes;
  } while (performance.now() - begin < seconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const rates = { rate: (made / (performance.now() - begin)) * 1e3, perCore: (made / (user + system)) * 1e6 };
  own.set(masks, rates);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / events;
  const who = `Umbra, ${masks}, ${threads} thread${threads === 1 ? '' : 's'}`;
  report(who, rates, mean(scores.standardDeviation));
}
for await (const { peer, rate, perCore, std } of runPeer('mc_dropout.py')) {
  const rates = { rate: Number(rate), perCore: Number(perCore) };
  report(String(peer), rates, Number(std));
  for (const [masks, { rate: wall, perCore: core }] of own)
    console.log(
      `    Umbra, ${masks}: x ${(wall / rates.rate).toFixed(1)}, x ${(core / rates.perCore).toFixed(1)} per core`,
    );
}

function report(who: string, { rate, perCore }: Rates, spread: number): void {
  const figure = (value: number) => (value / 1e6).toFixed(2).padStart(6);
  console.log(
    [
      who.padEnd(32),
      `${figure(rate)} M passes x events/s`,
      `${figure(perCore)} M per core-second`,
      `std ${spread.toFixed(4)}`,
    ].join('  '),
  );
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
