#!/usr/bin/env node
// Runs a benchmark: `npm run bench -- NAME [ARGUMENTS]` bundles bench/NAME.ts and runs it; without a name it lists them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [name, ...rest] = process.argv.slice(2);
const source = path.join(root, 'bench', `${name}.ts`);
if (name === undefined || !existsSync(source)) {
  const names = readdirSync(path.join(root, 'bench')).filter((file) => file.endsWith('.ts'));
  console.log(`benchmarks: ${names.map((file) => file.slice(0, -3)).join(', ')}`);
  process.exit(name === undefined ? 0 : 2);
}
const folder = path.join(root, 'dist', 'bench');
mkdirSync(folder, { recursive: true });
const outfile = path.join(folder, `${name}.mjs`);
await build({
  entryPoints: [source],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
});
process.exit(spawnSync(process.execPath, [outfile, ...rest], { cwd: root, stdio: 'inherit' }).status ?? 1);
