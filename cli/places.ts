import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLocalStore, type Store } from '../store/index.ts';
import { UsageError } from './errors.ts';

/** Options that every verb has. */
export interface CommonOptions {
  readonly state?: string;
  readonly logLevel?: string;
  readonly json?: boolean;
}

/** Where Umbra itself is installed: built code is in `<install>/dist`. */
export const installFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where a person's store, logs and embedded server live. */
export function stateFolder(options: CommonOptions): string {
  return resolve(options.state ?? process.env.UMBRA_STATE ?? '.umbra');
}

export const storeFolder = (options: CommonOptions): string => join(stateFolder(options), 'store');
export const logFolder = (options: CommonOptions): string => join(stateFolder(options), 'logs');
export const serverFolder = (options: CommonOptions): string => join(stateFolder(options), 'server');

export function openStore(options: CommonOptions): Promise<Store> {
  return openLocalStore(storeFolder(options));
}

/** The Temporal executable: on PATH, or where the set-up put it. */
export function serverExecutable(): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'temporal');
    if (folder !== '' && existsSync(path)) return path;
  }
  const state = join(installFolder, '.umbra');
  const installed = existsSync(state) ? readdirSync(state).filter((name) => name.startsWith('temporal-')) : [];
  for (const name of installed.sort().reverse()) {
    const path = join(state, name, 'bin', 'temporal');
    if (existsSync(path)) return path;
  }
  throw new UsageError('there is no Temporal server here. To mend it: node scripts/setup.mjs, or set TEMPORAL_ADDRESS');
}

/** The YAML file that a campaign argument means. */
export function campaignPath(argument: string): string {
  const candidates = [
    argument,
    join(argument, 'campaign.yaml'),
    join('campaigns', argument, 'campaign.yaml'),
    join(installFolder, 'campaigns', argument, 'campaign.yaml'),
  ];
  const found = candidates.find((path) => /\.ya?ml$/.test(path) && existsSync(path));
  if (found === undefined)
    throw new UsageError(`there is no campaign '${argument}': looked for ${candidates.slice(1).join(', ')}`);
  return found;
}
