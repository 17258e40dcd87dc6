import type { Client } from '@temporalio/client';
import { embeddedCluster, openServer } from '../temporal/index.ts';
import { connectClient } from './client.ts';
import { findCluster } from './cluster.ts';
import { serverExecutable, serverFolder, type CommonOptions } from './places.ts';

/**
 * Works with a client of the cluster: the one that the environment names, or the embedded server. If that is not up it is started for
 * this moment; what it is told stays in the state folder.
 */
export async function withClient<T>(
  options: CommonOptions,
  work: (client: Client, about: { readonly address: string; readonly stays: boolean }) => Promise<T>,
): Promise<T> {
  const found = await findCluster(options);
  const server = found === undefined ? await openServer(serverExecutable(), serverFolder(options)) : undefined;
  const cluster = found ?? embeddedCluster(server?.address ?? '');
  try {
    const client = await connectClient(cluster);
    const result = await work(client, { address: cluster.address, stays: server === undefined });
    await client.connection.close();
    return result;
  } finally {
    await server?.stop();
  }
}
