/**
 * Training speed on synthetic events, with exact dropout: Umbra's step graph, cut as a training cuts it, beside Keras, PyTorch and JAX on
 * the same networks. Per second, and per second of a core: the second figure means something on a machine that others use too. All have
 * UMBRA_THREADS threads, one where it is not set: several trainings run side by side. `products alone` is the bound by the library's
 * matrix products of a step, in the same shards, with as many of them side by side as there are threads and nothing else.
 *
 *     npm run bench -- training [seconds]      # UMBRA_PYTHON names a Python with keras, tensorflow, torch, jax and optax
 */
import { loopOver } from '../science/learning/graph/loop.ts';
import { operations } from '../science/learning/graph/operations/index.ts';
import { createGraph } from '../science/learning/graph/scope.ts';
import { trainingProgram } from '../science/learning/graph/training/program.ts';
import { shardsOf, type Shards } from '../science/learning/graph/training/shards.ts';
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
    const architecture = { inputs, inputNormalisation, network };
    const shards = shardsOf(architecture, batch);
    const rates = trainingRate(architecture, batch, shards);
    own.set(`${name} ${batch}`, rates);
    report(name, batch, `Umbra, ${formOf(shards)}`, rates);
    report(name, batch, 'products alone', productsRate([inputs, ...hidden.map(({ units }) => units)], batch, shards));
  }
}
for await (const { peer, network, batch, rate, perCore } of runPeer('training.py', String(seconds)))
  report(String(network), Number(batch), String(peer), { rate: Number(rate), perCore: Number(perCore) });

/** What runs how: the threads that can be of use. */
function formOf({ lanes, events: size, small }: Shards): string {
  const used = small ? 1 : Math.min(threads, lanes === 1 ? threads : lanes);
  const cut = lanes === 1 ? 'one shard' : `${lanes} lanes, shards of ${size}`;
  return `${used} thread${used === 1 ? '' : 's'}, ${cut}`;
}

function report(network: string, batch: number, who: string, rates: Rates): void {
  const mine = own.get(`${network} ${batch}`);
  const figure = (value: number) => `${(value / 1000).toFixed(0).padStart(6)} k`;
  const ratio = (key: keyof Rates) => ((mine?.[key] ?? 0) / rates[key]).toFixed(1);
  console.log(
    [
      network.padEnd(12),
      String(batch).padStart(6),
      who.padEnd(38),
      `${figure(rates.rate)} events/s`,
      `${figure(rates.perCore)} events/core-second`,
      mine === rates ? '' : `Umbra: x ${ratio('rate')}, x ${ratio('perCore')} per core`,
    ].join('  '),
  );
}

function trainingRate(architecture: Architecture, batchSize: number, shards: Shards): Rates {
  const optimiser = optimiserSchema.parse({ name: 'adam' });
  const program = trainingProgram({ architecture, optimiser, shards }, executionOf(loadNative(threads)));
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
  let [epoch, step] = [0, call];
  const rates = measure(() => {
    if (step + call > Math.floor(events / batchSize)) [epoch, step] = [epoch + 1, 0];
    const { length } = run.steps(epoch, step, call);
    step += call;
    return length * batchSize;
  });
  session.close();
  return rates;
}

/** The three products of each layer (two of the first) on one shard of random numbers, again and again. */
function productsRate(widths: readonly number[], batchSize: number, { lanes, events: size }: Shards): Rates {
  const rows = Math.min(batchSize, size);
  const { sequential, oneDnn } = executionOf(loadNative(threads));
  const graph = createGraph();
  const o = operations(graph);
  const count = o.placeholder('int32', []);
  const feeds = widths.slice(1).map((units, layer) => {
    const inputs = widths[layer] as number;
    return { x: [rows, inputs], w: [inputs, units], g: [rows, units] };
  });
  const tensors = feeds.map(({ x, w, g }) => [x, w, g].map((shape) => o.placeholder('float32', shape)));
  const done = loopOver(
    o,
    'products',
    count,
    tensors,
    { sequential, lanes: Math.min(threads, lanes) },
    (inner, _, given) => {
      const results = given.flatMap(([x, w, g], layer) => {
        if (x === undefined || w === undefined || g === undefined) throw new RangeError('a layer has three tensors');
        const byWeights = oneDnn ? inner.transposedProduct(x, g) : inner.matrixProduct(x, g, { a: true });
        return [inner.matrixProduct(x, w), byWeights, ...(layer > 0 ? [inner.matrixProduct(g, w, { b: true })] : [])];
      });
      const corners = results.map((product) => inner.slice(product, inner.integers(0, 0), inner.integers(1, 1)));
      return inner.reshape(inner.sum(inner.concatenate(corners), 0), [1]);
    },
  );
  const session = openSession(graph, threads);
  const values = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => Math.random() - 0.5);
  const call = Math.max(2 * threads, Math.floor(20_000 / rows));
  const fed = [
    { to: count, shape: [], values: Int32Array.of(call) },
    ...feeds.flatMap(({ x, w, g }, layer) =>
      [x, w, g].map((shape, index) => ({ to: tensors[layer]?.[index] ?? count, shape, values: values(shape) })),
    ),
  ];
  session.run(fed, [done]);
  const rates = measure(() => {
    session.run(fed, [done]);
    return call * rows;
  });
  session.close();
  return rates;
}

/** @param run gives the events that it did */
function measure(run: () => number): Rates {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  let seen = 0;
  while (performance.now() - begin < seconds * 1000) seen += run();
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (seen / (performance.now() - begin)) * 1e3, perCore: (seen / (user + system)) * 1e6 };
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
