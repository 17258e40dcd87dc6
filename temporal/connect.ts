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
    readonly serverNameOverride?: string;
  };
}

/** Variables by purpose: ours, then the names that Temporal's own tools have for the same. */
const variables = {
  certificate: ['TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_CLIENT_CERT_PATH'],
  key: ['TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CLIENT_KEY_PATH'],
  authority: ['TEMPORAL_TLS_CA', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'],
  apiKeyFile: ['TEMPORAL_API_KEY_FILE'],
} as const;

/**
 * The cluster named by the environment, or undefined for the embedded default: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,
 * TEMPORAL_TLS (1: with the machine's authorities), TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY (paths), TEMPORAL_TLS_CA (path),
 * TEMPORAL_TLS_SERVER_NAME, TEMPORAL_API_KEY or TEMPORAL_API_KEY_FILE. Nothing of it is ever taken from a command line.
 * @throws Error that names the variable, never its value, where something is missing or cannot be read
 */
export async function clusterFromEnvironment(environment: NodeJS.ProcessEnv): Promise<Cluster | undefined> {
  const value = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const address = value('TEMPORAL_ADDRESS');
  if (address === undefined) return undefined;
  const read = async (names: readonly string[]): Promise<Buffer | undefined> => {
    const name = names.find((one) => value(one) !== undefined);
    if (name === undefined) return undefined;
    return readFile(value(name) ?? '').catch((error: unknown) => {
      throw new Error(`the file that ${name} names cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
    });
  };
  const [crt, key, authority, keyFile] = await Promise.all([
    read(variables.certificate),
    read(variables.key),
    read(variables.authority),
    read(variables.apiKeyFile),
  ]);
  if ((crt === undefined) !== (key === undefined))
    throw new Error(
      `${crt === undefined ? 'TEMPORAL_TLS_KEY' : 'TEMPORAL_TLS_CERT'} is set without ${crt === undefined ? 'TEMPORAL_TLS_CERT' : 'TEMPORAL_TLS_KEY'}: a client certificate needs both`,
    );
  const apiKey = value('TEMPORAL_API_KEY') ?? keyFile?.toString('utf8').trim();
  if (apiKey === '') throw new Error('the file that TEMPORAL_API_KEY_FILE names is empty');
  const serverName = value('TEMPORAL_TLS_SERVER_NAME');
  const tls = {
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
    ...(authority === undefined ? {} : { serverRootCACertificate: authority }),
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
  };
  const asked = /^(1|true|yes)$/i.test(value('TEMPORAL_TLS') ?? '');
  // An API key never travels in the clear.
  const encrypted = asked || apiKey !== undefined || Object.keys(tls).length > 0;
  return {
    address,
    namespace: value('TEMPORAL_NAMESPACE') ?? defaultNamespace,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(encrypted ? { tls } : {}),
  };
}

/** The environment for a process that works with an embedded server: a key or certificate for another cluster is not for it. */
export function withoutConnection(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_')));
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
