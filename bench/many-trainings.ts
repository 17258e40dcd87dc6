/**
 * Many small trainings on one machine: eight dark-matter networks, 20,000 events and 4 epochs each, in single-threaded children, one
 * for each core, as a worker runs them; beside Keras fit, one training after the other with all cores, which is what a script does.
 * Says also how long the parent's event loop was ever held up.
 *
 *     npm run bench -- many-trainings      # UMBRA_PYTHON names a Python with keras and tensorflow
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { networkSchema, optimiserSchema, trainNetwork } from '../science/learning/index.ts';
import { normal, randomStream } from '../science/learning/random.ts';
import { runPeer } from './peers/run.ts';

const [trainings, events, inputs, epochs, batchSize] = [8, 20_000, 33, 4, 512];

if (process.send === undefined) await parent();
else process.on('message', (seed) => void train(Number(seed)).then(() => process.send?.(seed)));

async function parent(): Promise<void> {
  const cores = availableParallelism();
  const children = Array.from({ length: cores }, () =>
    fork(process.argv[1] ?? '', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  );
  const queue = Array.from({ length: trainings }, (_, index) => index + 1);
  // What a worker has done before its first training: the library is loaded
  await Promise.all(children.map((child) => (child.send(0), once(child, 'message'))));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begin = performance.now();
  await Promise.all(
    children.map(async (child) => {
      for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
        child.send(seed);
        await once(child, 'message');
      }
      child.disconnect();
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  delay.disable();
  console.log(`Umbra, ${cores} children: ${seconds.toFixed(1)} s for ${trainings} trainings of ${epochs} epochs`);
  console.log(
    `event loop of the parent held up: p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, at most ${(delay.max / 1e6).toFixed(1)} ms`,
  );
  for await (const { peer, seconds: theirs } of runPeer(
    'many_trainings.py',
    String(trainings),
    String(events),
    String(epochs),
  ))
    console.log(
      `${String(peer)}: ${Number(theirs).toFixed(1)} s; Umbra takes ${(Number(theirs) / seconds).toFixed(1)} times less`,
    );
}

async function train(seed: number): Promise<void> {
  const network = networkSchema.parse({ hidden: [{ units: 84, dropout: 0.05 }, { units: 49 }] });
  const request = {
    architecture: { inputs, inputNormalisation: true, network },
    optimiser: optimiserSchema.parse({ name: 'adam' }),
    batchSize,
    epochs: seed === 0 ? 1 : epochs,
    earlyStopping: null,
    seed,
    training: syntheticEvents(seed === 0 ? 2 * batchSize : events, seed),
    validation: syntheticEvents(5000, seed + 1000),
  };
  await trainNetwork(request, {
    threads: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    progressSeconds: 0.2,
    checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    checkpointSeconds: 15,
  });
}

function syntheticEvents(count: number, seed: number) {
  const stream = randomStream(seed, 'bench');
  const labels = Float32Array.from({ length: count }, () => (stream.uniform() < 0.5 ? 1 : 0));
  const features = Float32Array.from({ length: count * inputs }, (_, i) => {
    const shift = i % inputs < 8 ? ((labels[Math.floor(i / inputs)] as number) - 0.5) * 0.6 : 0;
    return normal(stream) + shift;
  });
  return { features, labels, weights: Float32Array.from({ length: count }, () => 0.5 + stream.uniform()) };
}
