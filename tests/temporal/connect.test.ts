import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterFromEnvironment, connectionOptions, withoutConnection } from '../../temporal/index.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-connect-'));
  for (const name of ['cert', 'key', 'ca']) await writeFile(at(name), `the ${name}`);
  await writeFile(at('api-key'), 'planted-api-key\n');
  await writeFile(at('empty'), '\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const address = { TEMPORAL_ADDRESS: 'host:7233' };
const text = (bytes: Buffer | undefined): string | undefined => bytes?.toString();

describe('the cluster of the environment', () => {
  test('is none without an address: the embedded server', async () => {
    expect(await clusterFromEnvironment({ TEMPORAL_API_KEY: 'x' })).toBeUndefined();
    expect(await clusterFromEnvironment({ TEMPORAL_ADDRESS: '' })).toBeUndefined();
  });

  test('is plain with an address alone, encrypted if asked', async () => {
    expect(await clusterFromEnvironment(address)).toEqual({ address: 'host:7233', namespace: 'default' });
    expect(await clusterFromEnvironment({ ...address, TEMPORAL_TLS: '1' })).toMatchObject({ tls: {} });
  });

  test("takes certificates from files, under our names and Temporal's own", async () => {
    for (const [cert, key, ca] of [
      ['TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CA'],
      ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'],
    ] as const) {
      const files = { [cert]: at('cert'), [key]: at('key'), [ca]: at('ca'), TEMPORAL_TLS_SERVER_NAME: 'name' };
      const cluster = await clusterFromEnvironment({ ...address, ...files, TEMPORAL_NAMESPACE: 'physics' });
      expect(cluster?.namespace).toBe('physics');
      expect(text(cluster?.tls?.clientCertPair?.crt)).toBe('the cert');
      expect(text(cluster?.tls?.clientCertPair?.key)).toBe('the key');
      expect(text(cluster?.tls?.serverRootCACertificate)).toBe('the ca');
      expect(cluster?.tls?.serverNameOverride).toBe('name');
    }
  });

  test('takes an API key from a variable or a file, and never sends it in the clear', async () => {
    for (const given of [{ TEMPORAL_API_KEY: 'planted-api-key' }, { TEMPORAL_API_KEY_FILE: at('api-key') }]) {
      const cluster = await clusterFromEnvironment({ ...address, ...given });
      expect(cluster).toMatchObject({ apiKey: 'planted-api-key', tls: {} });
      expect(cluster === undefined ? {} : connectionOptions(cluster)).toMatchObject({
        apiKey: 'planted-api-key',
        tls: {},
      });
    }
  });

  test.each([
    [
      'a certificate without its key',
      { TEMPORAL_TLS_CERT: 'cert' },
      /TEMPORAL_TLS_CERT is set without TEMPORAL_TLS_KEY/,
    ],
    ['a key without its certificate', { TEMPORAL_TLS_KEY: 'key' }, /TEMPORAL_TLS_KEY is set without TEMPORAL_TLS_CERT/],
    ['a file that is not there', { TEMPORAL_TLS_CA: 'absent' }, /TEMPORAL_TLS_CA names cannot be read \(ENOENT\)/],
    ['an empty key file', { TEMPORAL_API_KEY_FILE: 'empty' }, /TEMPORAL_API_KEY_FILE names is empty/],
  ])('refuses %s, naming the variable', async (_, files, message) => {
    const given = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, at(file)]));
    await expect(clusterFromEnvironment({ ...address, ...given })).rejects.toThrow(message);
  });

  test("is not passed on to an embedded server's processes", () => {
    expect(withoutConnection({ PATH: '/bin', TEMPORAL_API_KEY: 'x', TEMPORAL_TLS_CA: 'y' })).toEqual({ PATH: '/bin' });
  });
});
