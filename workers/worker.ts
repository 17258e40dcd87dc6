import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Queue } from '../schemas/index.ts';
import { openLocalStore, type Store } from '../store/index.ts';
import {
  connectionOptions,
  freePort,
  dataConverter,
  heartbeatThrottle,
  taskQueueOf,
  workflowQueue,
  type Cluster,
} from '../temporal/index.ts';
import { bookkeepingActivities, taskActivities, type EngineContext } from './engine-activities.ts';
import { createExecutor } from './executor.ts';
import { loadKinds } from './kinds.ts';
import { notifyActivities } from './notify/activities.ts';
import { threadsPerSlot, type WorkerSettings } from './options.ts';
import { createMeter, type Meter } from './meter.ts';
import { createPlanCache } from './plans.ts';
import type { Pools } from './pools.ts';
import { retrainingActivities } from './retraining/index.ts';
import { createRunLog } from './run-log.ts';
import { startStatusServer } from './status-server.ts';
import { studyActivities } from './study/activities.ts';

const dist = fileURLToPath(new URL('.', import.meta.url));

export interface RunningWorker {
  /** Resolves when every queue has drained. */
  readonly ended: Promise<void>;
  /** Takes no new tasks; running ones are told to stop and may save a checkpoint. */
  stop(): void;
}

/**
 * Activities that a worker takes beyond its slots, so that a child never waits for the server and cached tasks pass by.
 * None for gpu: a training must not wait here while another worker's device is free.
 */
const waitingRoom: Readonly<Record<Queue, number>> = { io: 6, cpu: 4, gpu: 0 };

/** Starts a worker for the queues asked for; resolves when it polls. The pools are closed when it ends. */
export async function startWorker(
  settings: WorkerSettings,
  cluster: Cluster,
  pools: Pools,
  logger: Logger,
): Promise<RunningWorker> {
  const sdkMetrics = settings.status === undefined ? undefined : `127.0.0.1:${await freePort()}`;
  Runtime.install({
    ...(sdkMetrics === undefined ? {} : { telemetryOptions: { metrics: { prometheus: { bindAddress: sdkMetrics } } } }),
    // The process decides when to stop (main.ts): the SDK's own signal handling would race with it.
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      logger[level === 'ERROR' ? 'error' : 'warn']({ sdk: true, ...meta }, message);
    }),
  });
  const store = await openLocalStore(settings.storeFolder);
  const kinds = await loadKinds(settings.plugins);
  const connection = await connect(cluster, settings.embedded);
  const converter = await dataConverter(process.env);
  const engine = createEngine(settings, store, pools, logger);
  const engineActivities = {
    ...bookkeepingActivities(engine),
    ...retrainingActivities(engine),
    ...notifyActivities({ ...engine, sender: { environment: process.env, commands: settings.commands } }),
    ...studyActivities(engine),
  };
  const create = (queue: Queue): Promise<Worker> =>
    Worker.create({
      connection,
      namespace: cluster.namespace,
      ...(converter === undefined ? {} : { dataConverter: converter }),
      taskQueue: taskQueueOf(queue),
      activities: { ...taskActivities(engine, [...kinds.keys()], queue), ...(queue === 'io' ? engineActivities : {}) },
      ...(taskQueueOf(queue) === workflowQueue ? workflowOptions() : {}),
      maxConcurrentActivityTaskExecutions: settings.slots[queue] + waitingRoom[queue],
      maxHeartbeatThrottleInterval: heartbeatThrottle,
      defaultHeartbeatThrottleInterval: heartbeatThrottle,
      ...drain(settings.graceSeconds),
      ...versioning(settings),
    });
  const workers = await Promise.all(settings.queues.map(create));
  logger.info({ queues: settings.queues, slots: settings.slots, devices: settings.devices }, 'worker polls');
  if (settings.queues.includes('gpu') && settings.devices.length === 0)
    logger.info({}, 'no NVIDIA device: tasks of the gpu queue use the CPU');
  const status =
    settings.status === undefined || sdkMetrics === undefined
      ? undefined
      : await startStatusServer(settings.status, engine.meter, sdkMetrics);
  if (status !== undefined)
    logger.info({ address: status.address }, `http://${status.address}/healthz, /readyz and /metrics`);
  status?.setReady(true);
  const stop = (): void => {
    status?.setReady(false);
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const idle = whenIdle(settings.idleSeconds, engine.meter, () => {
    logger.info({}, 'nothing to do: the worker ends');
    stop();
  });
  const ended = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    clearInterval(idle);
    await Promise.all(Object.values(pools).map((pool) => pool.close()));
    await engine.runLog.flush();
    await status?.close();
    await connection.close();
  });
  return { ended, stop };
}

/** At most this long before the end of the grace, running tasks are told to stop: time to save a checkpoint. */
const savingSeconds = 10;
/** Without grace running tasks are told at once, and have so long to stop. */
const forceSeconds = 20;

/** How a worker that is told to end deals with running tasks. */
function drain(graceSeconds: number): Pick<WorkerOptions, 'shutdownGraceTime' | 'shutdownForceTime'> {
  if (graceSeconds === 0) return { shutdownForceTime: forceSeconds * 1000 };
  const saving = Math.min(savingSeconds, graceSeconds / 2);
  return { shutdownGraceTime: (graceSeconds - saving) * 1000, shutdownForceTime: graceSeconds * 1000 };
}

/** A workflow that began with one build of a deployment stays with it, so that upgraded workers do not have to replay it. */
function versioning({ deployment }: WorkerSettings): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (deployment === undefined) return {};
  return {
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deployment.name, buildId: deployment.build },
      defaultVersioningBehavior: 'PINNED',
    },
  };
}

function whenIdle(seconds: number | undefined, meter: Meter, then: () => void): NodeJS.Timeout | undefined {
  if (seconds === undefined) return undefined;
  const timer = setInterval(() => {
    if (meter.idleSeconds() < seconds) return;
    clearInterval(timer);
    then();
  }, 500);
  return timer;
}

/** Connects, waiting for a server that is just starting; an embedded one makes its namespace after it has begun to listen. */
async function connect(cluster: Cluster, embedded: boolean): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt++) {
    let connection: NativeConnection | undefined;
    try {
      connection = await NativeConnection.connect(connectionOptions(cluster));
      if (embedded) await connection.workflowService.describeNamespace({ namespace: cluster.namespace });
      return connection;
    } catch (error) {
      await connection?.close();
      if (attempt >= 180) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt < 100 ? 50 : 500));
    }
  }
}

function workflowOptions(): Partial<WorkerOptions> {
  return { workflowBundle: { codePath: join(dist, 'workflows.js') }, maxCachedWorkflows: 500 };
}

function createEngine(settings: WorkerSettings, store: Store, pools: Pools, logger: Logger): EngineContext {
  const worker = `${hostname()}-${process.pid}`;
  const threads = (queue: Queue): number => threadsPerSlot(cpus().length, settings.slots[queue]);
  return {
    store,
    worker,
    meter: createMeter(settings.slots),
    plans: createPlanCache(store),
    executor: createExecutor(store, pools, {
      threads: { io: threads('io'), cpu: threads('cpu'), gpu: threads('gpu') },
      stallSeconds: settings.stallSeconds,
      ...(settings.embedded ? {} : { plugins: settings.plugins }),
    }),
    runLog: createRunLog(store, worker, (message) => {
      logger.warn({}, message);
      process.send?.({ type: 'trouble', message });
    }),
    kindsOf: settings.embedded ? loadKinds : () => loadKinds(settings.plugins),
    logger: (fields) => logger.child(fields),
  };
}
