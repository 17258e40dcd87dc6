import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';

/** An embedded Temporal server on the loopback interface, as the file beside its database tells of it. */
export interface EmbeddedServer {
  readonly pid: number;
  /** The process that stops it. */
  readonly owner: number;
  readonly address: string;
  readonly uiAddress: string;
}

const descriptionAt = (folder: string): string => join(folder, 'server.json');

export async function describeServer(folder: string, server: EmbeddedServer): Promise<void> {
  const { pid, owner, address, uiAddress } = server;
  const temporary = `${descriptionAt(folder)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify({ pid, owner, address, uiAddress }));
  await rename(temporary, descriptionAt(folder));
}

export async function forgetServer(folder: string): Promise<void> {
  await rm(descriptionAt(folder), { force: true });
}

/** What is written of the server of this folder, whether it is up or not. */
export async function describedServer(folder: string): Promise<EmbeddedServer | undefined> {
  const text = await readFile(descriptionAt(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as EmbeddedServer;
  } catch {
    return undefined;
  }
}

/** The embedded server of this folder, if one is up: another terminal's `umbra dev` or `umbra run`. */
export async function findServer(folder: string): Promise<EmbeddedServer | undefined> {
  const server = await describedServer(folder);
  return server !== undefined && (await isListening(portOf(server.address))) ? server : undefined;
}

export const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1));

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const answer = (result: boolean) => (): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
