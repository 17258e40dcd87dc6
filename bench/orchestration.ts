/**
 * What the engine itself costs: 108 no-op tasks (18 chains of 6) as whole commands, wall time: on the embedded server, whose start and whose worker's are
 * in it; with server and worker just started; with both up, as in production; and the same again with everything cached. Beside it Snakemake, law and Prefect
 * doing the same, where they are installed. Then milliseconds a task, one after the other and side by side, from the workers' own events.
 *
 *     npm run bench -- orchestration [runs]
 *
 * SNAKEMAKE and LAW name the peers' executables (default: those on PATH), PREFECT_PYTHON a Python that has prefect.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createUmbra, repository, until, type Umbra } from '../tests/support/umbra.ts';

const runs = Number(process.argv[2] ?? 3);
const kinds = join(repository, 'tests', 'fixtures', 'chains', 'kinds.mjs');
const noop = join(dirname(kinds), 'noop.yaml');
const folder = mkdtempSync(join(tmpdir(), 'umbra-bench-'));

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Seconds of a command; undefined where it cannot be run. */
function timed(command: string, args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv = {}) {
  const start = performance.now();
  const { status } = spawnSync(command, args, { cwd, stdio: 'ignore', env: { ...process.env, ...environment } });
  return status === 0 ? (performance.now() - start) / 1000 : undefined;
}

async function seconds(umbra: Umbra, ...args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { code, stderr } = await umbra.run('run', '--quiet', ...args);
  if (code !== 0) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}

/** With server and worker up, as where campaigns are run all day. */
async function withWorker<T>(then: (umbra: Umbra) => Promise<T>): Promise<T> {
  const umbra = await createUmbra();
  const up = umbra.start('dev', '--worker', '--plugins', kinds);
  try {
    await until(async () => ((await umbra.logged()).includes('worker polls') ? true : undefined));
    return await then(umbra);
  } finally {
    up.process.kill('SIGINT');
    await up.finished;
    await umbra.remove();
  }
}

/** The same chains with other numbers: 108 tasks that no run has done. */
function otherNumbers(umbra: Umbra): string {
  const path = join(umbra.state, 'other.yaml');
  const text = readFileSync(noop, 'utf8').replace('kinds.mjs', kinds);
  writeFileSync(
    path,
    text.replace(/number: \[.*?\]/, `number: ${JSON.stringify(Array.from({ length: 18 }, (_, n) => 100 + n))}`),
  );
  return path;
}

const ours = {
  embedded: [] as number[],
  'server and worker just started': [] as number[],
  'server and worker up': [] as number[],
  cached: [] as number[],
};
for (let run = 0; run < runs; run++) {
  const umbra = await createUmbra();
  ours.embedded.push(await seconds(umbra, noop));
  await umbra.remove();
  await withWorker(async (warm) => {
    ours['server and worker just started'].push(await seconds(warm, '--no-worker', noop));
    ours['server and worker up'].push(await seconds(warm, '--no-worker', otherNumbers(warm)));
    ours.cached.push(await seconds(warm, '--no-worker', noop));
  });
}

type Peer = (work: string) => number | undefined;
const peers: Readonly<Record<string, Peer>> = {
  snakemake: (work) => {
    const args = ['-c2', '-q', '--snakefile', resolve('bench/peers/noop.smk'), '--directory', work];
    return timed(process.env.SNAKEMAKE ?? 'snakemake', args, work);
  },
  law: (work) => {
    const law = process.env.LAW ?? 'law';
    const places = { PYTHONPATH: work, LAW_HOME: join(work, '.law'), LAW_CONFIG_FILE: join(work, 'law.cfg') };
    const environment = { ...places, PATH: `${dirname(law)}:${process.env.PATH ?? ''}` };
    copyFileSync('bench/peers/noop_law.py', join(work, 'tasks.py'));
    writeFileSync(places.LAW_CONFIG_FILE, '[modules]\ntasks\n[logging]\nlaw: WARNING\nluigi-interface: WARNING\n');
    if (timed(law, ['index'], work, environment) === undefined) return undefined;
    return timed(law, ['run', 'Campaign', '--local-scheduler', '--workers', '2'], work, environment);
  },
  prefect: (work) =>
    timed(process.env.PREFECT_PYTHON ?? 'python3', [resolve('bench/peers/noop_prefect.py')], work, {
      ...{ PREFECT_HOME: join(work, '.prefect'), PREFECT_LOGGING_LEVEL: 'WARNING' },
      ...{ PREFECT_SERVER_ANALYTICS_ENABLED: 'false', DO_NOT_TRACK: '1' },
    }),
};
for (const [way, times] of Object.entries(ours))
  console.log(`108 no-op tasks, ${way}: umbra ${median(times).toFixed(2)} s`);
for (const [name, peer] of Object.entries(peers)) {
  const work = Array.from({ length: runs }, (_, run) => join(folder, `${name}-${run}`));
  const cold = work.map((path) => {
    mkdirSync(path);
    return peer(path);
  });
  const again = work.map(peer);
  if ([...cold, ...again].includes(undefined)) {
    console.log(`${name} skipped: it cannot be run here`);
    continue;
  }
  const [first, second] = [median(cold as number[]), median(again as number[])];
  const ratio = (mine: readonly number[], theirs: number): string => (median(mine) / theirs).toFixed(2);
  console.log(
    `${name}: ${first.toFixed(2)} s (umbra/${name} ${ratio(ours.embedded, first)} embedded, ` +
      `${ratio(ours['server and worker up'], first)} with server and worker up); again ${second.toFixed(2)} s (${ratio(ours.cached, second)})`,
  );
}
rmSync(folder, { recursive: true, force: true });

/** Milliseconds a task, from the first task's start to the last one's end. */
async function perTask(name: string, tasks: number, yaml: string): Promise<void> {
  await withWorker(async (umbra) => {
    const path = join(umbra.state, 'tasks.yaml');
    writeFileSync(path, `campaign: tasks\nplugins: [${kinds}]\n${yaml}`);
    await seconds(umbra, '--no-worker', path);
    const times = (await umbra.events()).flatMap(({ event, at }) =>
      event === 'started' || event === 'ended' ? [at] : [],
    );
    console.log(`${name}: ${((Math.max(...times) - Math.min(...times)) / tasks).toFixed(1)} ms a task`);
  });
}
const chain = Array.from({ length: 40 }, (_, step) =>
  step === 0
    ? '  s0: { kind: noop-first, params: { value: 0 } }'
    : `  s${step}: { kind: noop-next, inputs: { value: s${step - 1}.value } }`,
);
await perTask('40 no-op tasks, one after the other', 40, `tasks:\n${chain.join('\n')}\n`);
const numbers = JSON.stringify([...Array(500).keys()]);
await perTask(
  '500 no-op tasks, side by side',
  500,
  `axes: { n: { product: { number: ${numbers} }, id: 'n\${number}' } }\ntasks:\n  s: { kind: noop-first, for: n, params: { value: '\${n.number}' } }\n`,
);
