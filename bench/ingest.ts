/**
 * ROOT -> selected objects -> Parquet over all files of the dark-matter data set, against uproot + awkward + pyarrow doing
 * the same in one process. Both read, select, sort and pad the same objects and write the same columns (sums compared).
 * The peer is skipped where it is not installed; UMBRA_PYTHON names its interpreter. Run from the repository's folder.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ingest } from '../activities/ingest/index.ts';
import { openSource, openTree, readBranches } from '../activities/ingest/root/index.ts';
import type { Table } from '../schemas/index.ts';
import { writeTable } from '../store/tables/index.ts';
import { fileInput, runTask } from '../tests/support/run-task.ts';

const rounds = 3;
const data = resolve('campaigns/dark-matter/data');
const catalogue = JSON.parse(await readFile(join(data, 'samples.json'), 'utf8')) as {
  samples: Sample[];
  data: Sample;
};
interface Sample {
  readonly file: string;
  readonly dsid: number;
  readonly sha256: string;
  readonly events_in_file: number;
}
const samples = [...catalogue.samples, catalogue.data];

const scalars = [
  ...['event', 'particle_event', 'dsid', 'period', 'mc_weight', 'weight_lepton_sf', 'weight_btag_sf', 'weight_fake'],
  ...['met', 'met_phi', 'met_sig'],
];
const objects = {
  lep: { branches: ['pt', 'eta', 'phi', 'charge', 'flavour'], select: 'isTight == 1', sort: 'pt', keep: 2 },
  jet: { branches: ['pt', 'eta', 'phi', 'm', 'btag'], select: 'pt > 20 and abs(eta) < 2.5', sort: 'pt', keep: 8 },
};
const summed = ['event', 'met', 'n_lep', 'n_jet', 'lep1_pt', 'lep2_eta', 'jet1_pt', 'jet3_btag', 'jet8_pt'];

interface Round {
  /** Seconds of reading alone, and of everything, over all files. */
  readonly read: number;
  readonly all: number;
}
interface Measured {
  readonly rounds: readonly Round[];
  readonly events: number;
  readonly sums: Readonly<Record<string, number>>;
}

const out = await mkdtemp(join(tmpdir(), 'umbra-bench-'));
try {
  const ours = await measureUmbra(out);
  report('umbra', ours);
  const peer = await measurePeer(out);
  if (peer !== undefined) {
    report('uproot + awkward + pyarrow', peer);
    compare(ours, peer);
  }
} finally {
  await rm(out, { recursive: true });
}

async function measureUmbra(folder: string): Promise<Measured> {
  const measured: Round[] = [];
  let sums: Record<string, number> = {};
  let events = 0;
  for (let round = 0; round < rounds; round++) {
    sums = {};
    events = 0;
    let start = performance.now();
    for (const { file } of samples) await readOnly(join(data, file));
    const read = (performance.now() - start) / 1000;
    start = performance.now();
    for (const { file, dsid, sha256, events_in_file: entries } of samples) {
      const params = { tree: 'events', scalars, objects, dsid, sha256, entries };
      const { outputs } = await runTask(ingest, { params, inputs: { source: fileInput(join(data, file)) } });
      const table = outputs.events as Table;
      await writeTable(join(folder, `${file}.umbra.parquet`), table);
      events += table.rows;
      for (const name of summed) sums[name] = (sums[name] ?? 0) + sum(table, name);
    }
    measured.push({ read, all: (performance.now() - start) / 1000 });
  }
  return { rounds: measured, events, sums };
}

async function readOnly(path: string): Promise<void> {
  const source = await openSource(path);
  const fields = Object.entries(objects).flatMap(([object, { branches }]) =>
    branches.map((field) => `${object}_${field}`),
  );
  await readBranches(await openTree(source, 'events'), [...scalars, ...fields, 'lep_isTight']);
  await source.close();
}

function sum(table: Table, name: string): number {
  const column = table.columns.get(name);
  let total = 0;
  for (let row = 0; row < table.rows; row++) if (column?.valid?.[row] !== 0) total += Number(column?.values[row]);
  return total;
}

async function measurePeer(folder: string): Promise<Measured | undefined> {
  const python = process.env.UMBRA_PYTHON ?? 'python3';
  const run = promisify(execFile);
  const installed = await run(python, ['-c', 'import uproot, awkward, pyarrow, zstandard, lz4']).catch(() => undefined);
  if (installed === undefined) {
    console.log(
      `uproot + awkward + pyarrow: skipped, ${python} does not have them (UMBRA_PYTHON names another interpreter)`,
    );
    return undefined;
  }
  const specification = join(folder, 'peer.json');
  const asPython = {
    lep: { ...objects.lep, fields: [...objects.lep.branches, 'isTight'] },
    jet: { ...objects.jet, fields: objects.jet.branches, select: '(pt > 20) & (abs(eta) < 2.5)' },
  };
  const files = samples.map(({ file }) => join(data, file));
  await writeFile(
    specification,
    JSON.stringify({ files, tree: 'events', scalars, objects: asPython, sums: summed, out: folder, rounds }),
  );
  // -I: other peers' scripts beside it are not importable, whatever their names.
  const { stdout } = await run(python, ['-I', resolve('bench/peers/ingest.py'), specification]);
  return JSON.parse(stdout) as Measured;
}

function best(measured: Measured, part: keyof Round): number {
  return Math.min(...measured.rounds.map((round) => round[part]));
}

function report(name: string, measured: Measured): void {
  const rate = (seconds: number): string => `${Math.round(measured.events / seconds / 1000)} k events/s`;
  const all = measured.rounds.map((round) => round.all.toFixed(2)).join(' ');
  console.log(`${name}: ${measured.events} events of ${samples.length} files`);
  console.log(`  reading      ${best(measured, 'read').toFixed(2)} s  ${rate(best(measured, 'read'))}`);
  console.log(`  everything   ${best(measured, 'all').toFixed(2)} s  ${rate(best(measured, 'all'))}  (rounds: ${all})`);
}

function compare(ours: Measured, peer: Measured): void {
  const differing = summed.filter(
    (name) => Math.abs((ours.sums[name] ?? 0) - (peer.sums[name] ?? 0)) > 1e-9 * Math.abs(ours.sums[name] ?? 0),
  );
  if (differing.length > 0 || ours.events !== peer.events) {
    console.error(`the results differ: ${differing.join(', ') || 'number of events'}`);
    process.exitCode = 1;
  }
  const times = (part: keyof Round): string => (best(peer, part) / best(ours, part)).toFixed(1);
  console.log(`ratio: reading ${times('read')}x, everything ${times('all')}x as fast (best of ${rounds} rounds each)`);
}
