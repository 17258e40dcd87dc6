import { findServer, startServer } from '../temporal/index.ts';
import { serverExecutable, serverFolder, type CommonOptions } from './places.ts';

/** Runs an embedded server until Ctrl-C; runs, workers and watches of the same state folder find it. */
export async function dev(options: CommonOptions): Promise<void> {
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
  const server = await startServer(serverExecutable(), folder);
  const { pid, address, uiAddress } = server;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ pid, address, uiAddress })}\n`
      : `Temporal server: ${address}\nweb page: ${uiAddress}\nCtrl-C stops it; campaigns stay in ${folder}\n`,
  );
  const asked = new Promise<'asked'>((resolve) => {
    process.once('SIGINT', () => {
      resolve('asked');
    });
    process.once('SIGTERM', () => {
      resolve('asked');
    });
  });
  if ((await Promise.race([asked, server.ended])) === 'asked') await server.stop();
  else throw new Error(`the Temporal server ended; see ${folder}/server.log`);
}
