#!/usr/bin/env node
// Runs a benchmark: `npm run bench -- NAME [ARGUMENTS]` bundles bench/NAME.ts and runs it; without a name it lists them.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSource } from './build/run-source.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !existsSync(path.join(root, 'bench', `${name}.ts`))) {
  const names = readdirSync(path.join(root, 'bench')).filter((file) => file.endsWith('.ts'));
  console.log(`benchmarks: ${names.map((file) => file.slice(0, -3)).join(', ')}`);
  process.exit(name === undefined ? 0 : 2);
}
process.exit(await runSource(`bench/${name}.ts`, name, rest));
