import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Meter } from './meter.ts';

export interface StatusServer {
  readonly address: string;
  setReady(ready: boolean): void;
  close(): Promise<void>;
}

/**
 * `/healthz` (200 while the process lives), `/readyz` (200 while it takes tasks) and `/metrics` (Prometheus: Umbra's own, and those
 * of Temporal's SDK from the address it serves them at).
 */
export async function startStatusServer(
  place: { readonly host: string; readonly port: number },
  meter: Meter,
  sdkMetrics: string,
): Promise<StatusServer> {
  let ready = false;
  const metrics = async (response: ServerResponse): Promise<void> => {
    const own = await meter.registry.metrics();
    const sdk = await fetch(`http://${sdkMetrics}/metrics`)
      .then((answer) => answer.text())
      .catch(() => '');
    response.setHeader('content-type', meter.registry.contentType);
    response.end(`${own}\n${sdk}`);
  };
  const answer = (response: ServerResponse, status: number, text: string): void => {
    response.statusCode = status;
    response.end(`${text}\n`);
  };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/healthz') answer(response, 200, 'ok');
    else if (path === '/readyz') answer(response, ready ? 200 : 503, ready ? 'ready' : 'not taking tasks');
    else if (path === '/metrics')
      metrics(response).catch((error: unknown) => {
        answer(response, 500, String(error));
      });
    else answer(response, 404, 'there is /healthz, /readyz and /metrics');
  });
  await listen(server, place);
  const { address, port } = server.address() as AddressInfo;
  return {
    address: `${address.includes(':') ? `[${address}]` : address}:${port}`,
    setReady: (value) => {
      ready = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve();
    });
  });
}
