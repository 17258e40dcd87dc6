/**
 * Training speed on synthetic events, with exact dropout: Umbra's step graph beside Keras, PyTorch and JAX on the same networks. Per
 * second, and per second of a core: the second figure means something on a machine that others use too. All have UMBRA_THREADS
 * threads, one where it is not set: several trainings run side by side.
 *
 *     npm run bench -- training [seconds]      # UMBRA_PYTHON names a Python with keras, tensorflow, torch, jax and optax
 */
import { trainingProgram } from '../science/learning/graph/training/program.ts';
import { networkSchema, optimiserSchema, type Architecture } from '../science/learning/index.ts';
import { executionOf, loadNative } from '../science/learning/native/binding.ts';
import { openSession } from '../science/learning/native/session.ts';
import { initialVector } from '../science/learning/parameters.ts';
import { normal, randomStream } from '../science/learning/random.ts';
import { startRun } from '../science/learning/training/run.ts';
import { runPeer } from './peers/run.ts';

const seconds = Number(process.argv[2] ?? 1.5);
const threads = Number(process.env.UMBRA_THREADS ?? 1);
const events = 200_000;
const batches = [512, 8192, 65536];
const dark = [{ units: 84, dropout: 0.05 }, { units: 49 }];
const vlq = [84, 49].map((units) => ({ units, dropout: 0.05 }));
const selu = { units: 352, activation: 'selu', initialiser: 'lecun-normal', dropout: 0.1 };
const networks = {
  'dark-matter': { inputs: 33, inputNormalisation: true, hidden: dark },
  vlq: { inputs: 69, inputNormalisation: true, hidden: vlq },
  transfer: { inputs: 30, inputNormalisation: false, hidden: [selu, selu, selu] },
};

/** Events a second, and a second of a core. */
interface Rates {
  readonly rate: number;
  readonly perCore: number;
}

const own = new Map<string, Rates>();
for (const [name, { inputs, inputNormalisation, hidden }] of Object.entries(networks)) {
  const network = networkSchema.parse({ hidden });
  for (const batch of batches) {
    const rates = trainingRate({ inputs, inputNormalisation, network }, batch);
    own.set(`${name} ${batch}`, rates);
    report(name, batch, `Umbra, ${threads} thread${threads === 1 ? '' : 's'}`, rates);
  }
}
for await (const { peer, network, batch, rate, perCore } of runPeer('training.py', String(seconds)))
  report(String(network), Number(batch), String(peer), { rate: Number(rate), perCore: Number(perCore) });

function report(network: string, batch: number, who: string, rates: Rates): void {
  const mine = own.get(`${network} ${batch}`);
  const figure = (value: number) => `${(value / 1000).toFixed(0).padStart(6)} k`;
  const ratio = (key: keyof Rates) => ((mine?.[key] ?? 0) / rates[key]).toFixed(1);
  console.log(
    [
      network.padEnd(12),
      String(batch).padStart(6),
      who.padEnd(22),
      `${figure(rates.rate)} events/s`,
      `${figure(rates.perCore)} events/core-second`,
      mine === rates ? '' : `Umbra: x ${ratio('rate')}, x ${ratio('perCore')} per core`,
    ].join('  '),
  );
}

function trainingRate(architecture: Architecture, batchSize: number): Rates {
  const optimiser = optimiserSchema.parse({ name: 'adam' });
  const program = trainingProgram({ architecture, optimiser }, executionOf(loadNative(threads)));
  const session = openSession(program.graph, threads);
  const training = syntheticEvents(architecture.inputs);
  const request = {
    architecture,
    optimiser,
    batchSize,
    epochs: 1,
    earlyStopping: null,
    seed: 1,
    training,
    validation: training,
  };
  const run = startRun({ program, session }, request);
  const slots = [0, 1].map(() => new Float32Array(program.parameters.length));
  run.load({ parameters: initialVector(program.parameters, 1), averages: initialVector(program.averages, 1) }, slots);
  const call = Math.max(1, Math.floor(20_000 / batchSize));
  run.steps(0, 0, call);
  let done = 0;
  let epoch = 0;
  const begin = performance.now();
  const cpu = process.cpuUsage();
  while (performance.now() - begin < seconds * 1000) {
    epoch++;
    for (
      let step = 0;
      step + call <= Math.floor(events / batchSize) && performance.now() - begin < seconds * 1000;
      step += call
    )
      done += run.steps(epoch, step, call).length;
  }
  const seen = done * batchSize;
  const { user, system } = process.cpuUsage(cpu);
  const rates = { rate: (seen / (performance.now() - begin)) * 1e3, perCore: (seen / (user + system)) * 1e6 };
  session.close();
  return rates;
}

function syntheticEvents(inputs: number) {
  const stream = randomStream(1, 'bench');
  const labels = Float32Array.from({ length: events }, () => (stream.uniform() < 0.5 ? 1 : 0));
  const features = Float32Array.from({ length: events * inputs }, (_, i) => {
    const shift = i % inputs < 8 ? ((labels[Math.floor(i / inputs)] as number) - 0.5) * 0.6 : 0;
    return normal(stream) + shift;
  });
  return { features, labels, weights: Float32Array.from({ length: events }, () => 0.5 + stream.uniform()) };
}
