import { readFile } from 'node:fs/promises';
import { defaultNamespace } from './names.ts';

/** How to reach a Temporal cluster. */
export interface Cluster {
  readonly address: string;
  readonly namespace: string;
  readonly apiKey?: string;
  readonly tls?: {
    readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
    readonly serverRootCACertificate?: Buffer;
  };
}

/**
 * The cluster named by the environment, or undefined for the embedded default: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,
 * TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY (paths), TEMPORAL_TLS_CA (path), TEMPORAL_API_KEY or TEMPORAL_API_KEY_FILE.
 */
export async function clusterFromEnvironment(environment: NodeJS.ProcessEnv): Promise<Cluster | undefined> {
  const address = environment.TEMPORAL_ADDRESS;
  if (address === undefined || address === '') return undefined;
  const read = async (name: string): Promise<Buffer | undefined> => {
    const path = environment[name];
    return path === undefined || path === '' ? undefined : readFile(path);
  };
  const [crt, key, ca, keyFile] = await Promise.all(
    ['TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CA', 'TEMPORAL_API_KEY_FILE'].map(read),
  );
  const apiKey = environment.TEMPORAL_API_KEY ?? keyFile?.toString('utf8').trim();
  const tls =
    crt !== undefined && key !== undefined
      ? { clientCertPair: { crt, key }, ...(ca === undefined ? {} : { serverRootCACertificate: ca }) }
      : ca !== undefined
        ? { serverRootCACertificate: ca }
        : apiKey !== undefined
          ? {}
          : undefined;
  return {
    address,
    namespace: environment.TEMPORAL_NAMESPACE ?? defaultNamespace,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
  };
}

export const embeddedCluster = (address: string): Cluster => ({ address, namespace: defaultNamespace });

/** Connection options in the form that client and worker take. */
export function connectionOptions(cluster: Cluster): {
  address: string;
  apiKey?: string;
  tls?: NonNullable<Cluster['tls']>;
} {
  return {
    address: cluster.address,
    ...(cluster.apiKey === undefined ? {} : { apiKey: cluster.apiKey }),
    ...(cluster.tls === undefined ? {} : { tls: cluster.tls }),
  };
}
