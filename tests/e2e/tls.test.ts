import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

/**
 * The embedded server behind a proxy that speaks TLS and asks for a client certificate: what `umbra` sees is a cluster with mutual TLS.
 * The certificates are made by openssl; without it the test skips.
 */
const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let umbra: Umbra;
let dev: ReturnType<Umbra['start']> | undefined;
let proxy: Server | undefined;
let peers: string[];

const at = (name: string): string => join(umbra.state, name);
function certificate(name: string, subject: string): void {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: umbra.state, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  const names = ['-addext', 'subjectAltName=DNS:umbra.test', '-addext', 'basicConstraints=critical,CA:FALSE'];
  if (name === 'ca') openssl('req', '-x509', ...key, '-out', 'ca.crt', '-subj', subject, '-days', '2');
  else
    openssl(
      'req',
      '-x509',
      ...key,
      '-out',
      `${name}.crt`,
      '-subj',
      subject,
      '-days',
      '2',
      ...names,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
    );
}

beforeAll(async () => {
  umbra = await createUmbra();
  if (!hasOpenssl) return;
  certificate('ca', '/CN=authority');
  certificate('server', '/CN=umbra.test');
  certificate('client', '/CN=a physicist');
  dev = umbra.start('dev', '--json');
  await until(() => umbra.serverPid());
  const { address } = JSON.parse(readFileSync(at('server/server.json'), 'utf8')) as { address: string };
  peers = [];
  proxy = createServer(
    {
      ...{ key: readFileSync(at('server.key')), cert: readFileSync(at('server.crt')), ca: readFileSync(at('ca.crt')) },
      ...{ requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] },
    },
    (socket) => {
      peers.push(String(socket.getPeerCertificate().subject.CN));
      const upstream = connectPlain(Number(address.split(':')[1]), '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      for (const one of [socket, upstream])
        one.on('error', () => {
          socket.destroy();
          upstream.destroy();
        });
    },
  );
  await new Promise<void>((done) => proxy?.listen(0, '127.0.0.1', done));
}, 120_000);
afterAll(async () => {
  proxy?.close();
  dev?.process.kill('SIGTERM');
  await dev?.finished;
  await umbra.remove();
});

test.skipIf(!hasOpenssl)(
  'commands and workers reach a cluster with mutual TLS by files that the environment names',
  { timeout: 120_000 },
  async () => {
    const { port } = proxy?.address() as { port: number };
    const remote = await createUmbra({
      TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
      TEMPORAL_TLS_CA: at('ca.crt'),
      TEMPORAL_TLS_CERT: at('client.crt'),
      TEMPORAL_TLS_KEY: at('client.key'),
      TEMPORAL_TLS_SERVER_NAME: 'umbra.test',
    });
    try {
      expect(await remote.run('schedule', 'list')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/no schedules/) as string,
      });
      const worker = await remote.run('worker', '--queues', 'io', '--exit-when-idle', '1s');
      expect(worker).toMatchObject({ code: 0, stderr: expect.stringMatching(/polls io at 127/) as string });
      expect(new Set(peers)).toEqual(new Set(['a physicist']));
    } finally {
      await remote.remove();
    }
  },
);
