import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let version: Promise<string> | undefined;

/** Umbra's version with the fingerprint of the build that runs: recorded with artifacts, never part of a key. */
export function codeVersion(): Promise<string> {
  version ??= read();
  return version;
}

async function read(): Promise<string> {
  const dist = dirname(fileURLToPath(import.meta.url));
  const [manifest, stamp] = await Promise.all([
    readFile(join(dist, '..', 'package.json'), 'utf8').catch(() => '{}'),
    readFile(join(dist, '.stamp'), 'utf8').catch(() => 'source'),
  ]);
  const { version: number = '0' } = JSON.parse(manifest) as { version?: string };
  return `${number}+${stamp.trim().slice(0, 12)}`;
}
