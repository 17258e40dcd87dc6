import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serverExecutable } from '../../cli/places.ts';
import { freePort, openServer } from '../../temporal/index.ts';
import { until } from '../support/umbra.ts';

test('a server whose port is taken between its choice and its use starts all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'umbra-server-'));
  const ports = { port: await freePort(), uiPort: await freePort() };
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(ports.uiPort, '127.0.0.1', resolve));
  const opening = openServer(serverExecutable(), folder, { ports });
  await until(async () =>
    (await readFile(join(folder, 'server.log'), 'utf8')).includes('already in use') ? true : undefined,
  );
  other.close();
  const server = await opening;
  try {
    expect((await fetch(server.uiAddress)).status).toBe(200);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
