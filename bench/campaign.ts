/**
 * The dark-matter campaign end to end, whole commands, wall time: cold, nothing to do, one cut-and-count cut changed, one signal sample
 * added; against the same campaign as a Snakemake workflow and as the fastest Python script on two processes (bench/peers/campaign).
 *
 *     npm run bench -- campaign [rounds]
 *
 * UMBRA_PYTHON names an interpreter with tensorflow-cpu 2.19, uproot, awkward, pandas, pyarrow and mt2; SNAKEMAKE an executable of
 * Snakemake (UMBRA_BENCH_SNAKEMAKE=1 runs it: it takes seven minutes). Peers that are not there are skipped, saying so.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const rounds = Number(process.argv[2] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'umbra-bench-'));
const source = resolve('campaigns/dark-matter');
const late = 221015;

function seconds(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): number {
  const env = { ...process.env, TEMPORAL_ADDRESS: '', ...environment };
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(-2000)}`);
  return (performance.now() - start) / 1000;
}

const times = new Map<string, number[]>();
function time(what: string, taken: number): void {
  times.set(what, [...(times.get(what) ?? []), taken]);
  console.log(`${what}: ${taken.toFixed(1)} s`);
}
const median = (what: string): number | undefined => {
  const values = [...(times.get(what) ?? [])].sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
};

for (let round = 0; round < rounds; round++) {
  const campaign = join(folder, `campaign-${round}`);
  const state = join(folder, `state-${round}`);
  cpSync(source, campaign, { recursive: true });
  const catalogue = join(campaign, 'data', 'samples.json');
  const all = readFileSync(catalogue, 'utf8');
  const parsed = JSON.parse(all) as { samples: { dsid: number }[] };
  writeFileSync(catalogue, JSON.stringify({ ...parsed, samples: parsed.samples.filter(({ dsid }) => dsid !== late) }));
  const umbra = (): number =>
    seconds(process.execPath, ['cli/umbra.mjs', '--state', state, 'run', '--quiet', campaign]);
  time('umbra, cold', umbra());
  writeFileSync(catalogue, all);
  time('umbra, one signal sample added', umbra());
  time('umbra, nothing to do', umbra());
  const file = join(campaign, 'campaign.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('keep: mt2 > 110', 'keep: mt2 > 100'));
  time('umbra, one cut-and-count cut changed', umbra());
}

const python = process.env.UMBRA_PYTHON ?? 'python3';
const peers = resolve('bench/peers/campaign');
const clean = { OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined, TF_CPP_MIN_LOG_LEVEL: '3' };
if (spawnSync(python, ['-c', 'import tensorflow, keras, uproot, awkward, pandas, pyarrow, mt2']).status === 0) {
  const args = [join(peers, 'plain.py'), '--data', join(source, 'data'), '--out', join(folder, 'plain')];
  time('python script, two processes', seconds(python, [...args, '--fast', '--jobs', '2', '--batch', '512'], clean));
} else console.log('python script: skipped, its packages are not installed (UMBRA_PYTHON names an interpreter)');

const snakemake = process.env.SNAKEMAKE ?? 'snakemake';
if (process.env.UMBRA_BENCH_SNAKEMAKE === '1' && spawnSync(snakemake, ['--version']).status === 0) {
  const config = ['--config', `data=${join(source, 'data')}`, `out=${join(folder, 'snakemake')}`, `python=${python}`];
  const args = ['--cores', '2', '-q', '--snakefile', join(peers, 'Snakefile'), '--directory', folder, ...config];
  time('snakemake, cold', seconds(snakemake, args, clean));
} else console.log('snakemake: skipped (set SNAKEMAKE and UMBRA_BENCH_SNAKEMAKE=1)');

const cold = median('umbra, cold') ?? NaN;
for (const peer of ['python script, two processes', 'snakemake, cold']) {
  const theirs = median(peer);
  if (theirs !== undefined) console.log(`${peer} / umbra, cold: ${(theirs / cold).toFixed(2)}`);
}
rmSync(folder, { recursive: true, force: true });
