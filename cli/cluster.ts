import { clusterFromEnvironment, embeddedCluster, findServer, type Cluster } from '../temporal/index.ts';
import { serverFolder, type CommonOptions } from './places.ts';

/** The cluster that the environment names, or the embedded server of the state folder if it is up. */
export async function findCluster(options: CommonOptions): Promise<Cluster | undefined> {
  const named = await clusterFromEnvironment(process.env);
  if (named !== undefined) return named;
  const server = await findServer(serverFolder(options));
  return server && embeddedCluster(server.address);
}
