#!/usr/bin/env node
/** The `umbra` command. Built code lives in dist/; without it this says how to get it. */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const entry = new URL('../dist/main.mjs', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`umbra needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}
if (!existsSync(fileURLToPath(entry))) {
  console.error('Umbra is not set up yet. To mend it: node scripts/setup.mjs (or npm start, which runs it first).');
  process.exit(1);
}
// Node 22.8 and later keep compiled code from one command to the next, for the processes that this one starts too; a build clears it.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../dist/compiled', import.meta.url));
module.enableCompileCache?.();
await import(entry.href);
