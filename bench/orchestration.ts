/**
 * What the engine itself costs: 108 no-op tasks (18 chains of 6) on the embedded server, and the same again with everything
 * cached, against Snakemake doing the same with `touch`. Whole commands, wall time.
 *
 *     npm run bench -- orchestration [runs]      # SNAKEMAKE names the peer's executable (default: snakemake on PATH)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const runs = Number(process.argv[2] ?? 3);
const snakemake = process.env.SNAKEMAKE ?? 'snakemake';
const folder = mkdtempSync(join(tmpdir(), 'umbra-bench-'));

function seconds(command: string, args: readonly string[], cwd = process.cwd()): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TEMPORAL_ADDRESS: '' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const umbra = (state: string): number =>
  seconds(process.execPath, ['cli/umbra.mjs', '--state', state, 'run', '--quiet', 'tests/fixtures/chains/noop.yaml']);
const ours = { cold: [] as number[], cached: [] as number[] };
const peer = { cold: [] as number[], cached: [] as number[] };
const hasPeer = spawnSync(snakemake, ['--version']).status === 0;
for (let run = 0; run < runs; run++) {
  const state = join(folder, `umbra-${run}`);
  ours.cold.push(umbra(state));
  ours.cached.push(umbra(state));
  if (!hasPeer) continue;
  const work = mkdtempSync(join(folder, 'snakemake-'));
  const args = ['-c2', '-q', '--snakefile', resolve('bench/peers/noop.smk'), '--directory', work];
  peer.cold.push(seconds(snakemake, args));
  peer.cached.push(seconds(snakemake, args));
}
rmSync(folder, { recursive: true, force: true });

for (const what of ['cold', 'cached'] as const) {
  const mine = median(ours[what]);
  const line = `108 no-op tasks, ${what}: umbra ${mine.toFixed(2)} s (server and worker start included)`;
  const theirs = median(peer[what]);
  console.log(hasPeer ? `${line}, snakemake ${theirs.toFixed(2)} s, ratio ${(mine / theirs).toFixed(2)}` : line);
}
if (!hasPeer) console.log('snakemake is not installed: no ratio (SNAKEMAKE names its executable)');
