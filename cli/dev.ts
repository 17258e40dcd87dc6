import { resolve } from 'node:path';
import { findServer, openServer } from '../temporal/index.ts';
import { startEngine } from './engine.ts';
import { serverExecutable, serverFolder, type CommonOptions } from './places.ts';

interface DevOptions extends CommonOptions {
  readonly worker?: boolean;
  readonly slots?: string;
  readonly plugins?: string;
}

/** Runs an embedded server until Ctrl-C; runs, workers and watches of the same state folder find it. */
export async function dev(options: DevOptions): Promise<void> {
  if (options.worker === true) {
    await devWithWorker(options);
    return;
  }
  const folder = serverFolder(options);
  const running = await findServer(folder);
  if (running !== undefined) {
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify(running)}\n`
        : `a server is up already: ${running.address}, ${running.uiAddress}\n`,
    );
    return;
  }
  const server = await openServer(serverExecutable(), folder);
  const { pid, address, uiAddress } = server;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ pid, address, uiAddress })}\n`
      : `Temporal server: ${address}\nweb page: ${uiAddress}\nCtrl-C stops it; campaigns stay in ${folder}\n`,
  );
  if ((await Promise.race([askedToStop(), server.ended])) === 'asked') await server.stop();
  else throw new Error(`the Temporal server ended; see ${folder}/server.log`);
}

/** Server (unless one is up) and worker until Ctrl-C, each started again when it dies: what a schedule needs. */
async function devWithWorker(options: DevOptions): Promise<void> {
  const plugins = (options.plugins ?? '')
    .split(',')
    .filter((path) => path !== '')
    .map((path) => resolve(path));
  const engine = await startEngine({
    ...options,
    plugins,
    notice: (text) => process.stderr.write(`note: ${text}\n`),
  });
  const { cluster, uiAddress } = engine;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ address: cluster.address, uiAddress })}\n`
      : `Temporal server: ${cluster.address}, with a worker\n${uiAddress === undefined ? '' : `web page: ${uiAddress}\n`}Ctrl-C stops both\n`,
  );
  await askedToStop();
  await engine.stop();
}

function askedToStop(): Promise<'asked'> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.once(signal, () => {
        done('asked');
      });
  });
}
