/**
 * Training speed on synthetic events: Umbra's step graph beside Keras and PyTorch on the same networks, events a second.
 * Peers take the cores that they like; Umbra's figure is for one thread, because several trainings run side by side.
 *
 *     npm run bench -- training [seconds]      # UMBRA_PYTHON names a Python with keras, tensorflow and torch; UMBRA_THREADS
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
const batches = [512, 8192];
const hidden = {
  'dark-matter': { inputs: 33, layers: [{ units: 84, dropout: 0.05 }, { units: 49 }] },
  wide: {
    inputs: 69,
    layers: [
      { units: 84, dropout: 0.05 },
      { units: 49, dropout: 0.05 },
    ],
  },
};

const own = new Map<string, number>();
for (const [name, { inputs, layers }] of Object.entries(hidden)) {
  const network = networkSchema.parse({ hidden: layers });
  for (const batch of batches) {
    const rate = trainingRate({ inputs, inputNormalisation: true, network }, batch);
    own.set(`${name} ${batch}`, rate);
    report(name, batch, `Umbra, ${threads} thread${threads === 1 ? '' : 's'}`, rate);
  }
}
for await (const { peer, network, batch, rate } of runPeer('training.py', String(seconds)))
  report(String(network), Number(batch), String(peer), Number(rate));

function report(network: string, batch: number, who: string, rate: number): void {
  const ratio = (own.get(`${network} ${batch}`) ?? rate) / rate;
  const columns = [
    network.padEnd(12),
    String(batch).padStart(6),
    who.padEnd(22),
    `${(rate / 1000).toFixed(0).padStart(6)} k events/s`,
  ];
  console.log([...columns, ratio === 1 ? '' : `Umbra is ${ratio.toFixed(1)} times as fast`].join('  '));
}

function trainingRate(architecture: Architecture, batchSize: number): number {
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
  while (performance.now() - begin < seconds * 1000) {
    epoch++;
    for (let step = 0; step + call <= run.stepsPerEpoch && performance.now() - begin < seconds * 1000; step += call)
      done += run.steps(epoch, step, call).length;
  }
  const rate = (done * batchSize) / ((performance.now() - begin) / 1000);
  session.close();
  return rate;
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
