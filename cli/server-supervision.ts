import type { Duplex } from 'node:stream';
import { openServer, portOf, type OpeningOptions } from '../temporal/index.ts';
import { serverExecutable, serverFolder, type CommonOptions } from './places.ts';

export interface SupervisedServer {
  readonly address: string;
  readonly uiAddress: string;
  /** What keeps the present server alive, where it was started here. */
  lifeline(): Duplex | undefined;
  stop(): Promise<void>;
}

/** The embedded server of the state folder, started again whenever it ends before `stop`, whoever had started it. */
export async function superviseServer(
  options: CommonOptions & Pick<OpeningOptions, 'starting'> & { notice(message: string): void },
): Promise<SupervisedServer> {
  const folder = serverFolder(options);
  const executable = serverExecutable();
  let stopping = false;
  let server = await openServer(executable, folder, options);
  const { address, uiAddress } = server;
  const ports = { port: portOf(address), uiPort: portOf(uiAddress) };
  const isStopping = (): boolean => stopping;
  const watch = async (): Promise<void> => {
    for (;;) {
      await server.ended;
      if (isStopping()) return;
      options.notice('the Temporal server ended; starting it again');
      server = await openServer(executable, folder, { ports });
      if (isStopping()) {
        await server.stop();
        return;
      }
    }
  };
  const watching = watch().catch((error: unknown) => {
    options.notice(`the Temporal server cannot be started again: ${String(error)}`);
  });
  return {
    address,
    uiAddress,
    lifeline: () => (server.lifeline?.destroyed === true ? undefined : server.lifeline),
    stop: async () => {
      stopping = true;
      await server.stop();
      // A server that was just being started again is stopped as soon as it is up. Another process's goes on.
      if (server.owner === process.pid) await watching;
    },
  };
}
