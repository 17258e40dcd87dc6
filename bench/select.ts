/**
 * The dark-matter selection (objects, 33 features with mT2, six cuts, cutflow by period) over the events of the data
 * set in memory, against numpy, awkward and the package mt2 doing the same in one process: all events in one table,
 * and one table a file as in a campaign. Cutflow and sums of the features are compared. The peer is skipped where it
 * is not installed; UMBRA_PYTHON names its interpreter. Run from the repository's folder.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ingest } from '../activities/ingest/index.ts';
import { select } from '../activities/select/index.ts';
import { selectParams } from '../activities/select/params.ts';
import type { Column, ColumnValues, Table } from '../schemas/index.ts';
import type { SelectionCutflowRow } from '../schemas/results/index.ts';
import { mt2 } from '../science/kinematics/index.ts';
import { darkMatterIngest } from '../tests/select/dark-matter-ingest.ts';
import { fileInput, runTask } from '../tests/support/run-task.ts';

const ROUNDS = 7;
const data = resolve('campaigns/dark-matter/data');
const params = selectParams.parse(parse(await readFile(resolve('tests/select/dark-matter-select.yaml'), 'utf8')));
const catalogue = JSON.parse(await readFile(join(data, 'samples.json'), 'utf8')) as {
  readonly samples: readonly { readonly file: string }[];
  readonly data: { readonly file: string };
};
const files = [...catalogue.samples, catalogue.data].map(({ file }) => join(data, file));

interface Measured {
  /** Seconds of each round, on the clock and of the processor. */
  readonly together: readonly (readonly [wall: number, cpu: number])[];
  readonly each: readonly (readonly [wall: number, cpu: number])[];
  readonly selected: number;
  readonly cutflow: readonly (readonly [events: number, sum: number, squared: number])[];
  readonly sums: Readonly<Record<string, number>>;
}

const tables = await ingested();
const events = tables.reduce((sum, { rows }) => sum + rows, 0);
console.log(`${events} events of ${files.length} files; best of ${ROUNDS} rounds`);
const ours = await measureUmbra(tables);
report('umbra', ours);
const peer = await measurePeer();
if (peer !== undefined) {
  report('numpy + awkward + mt2', peer);
  compare(ours, peer);
}
timeMt2(ours.selected);

async function ingested(): Promise<Table[]> {
  const found: Table[] = [];
  for (const file of files) {
    const { outputs } = await runTask(ingest, { params: darkMatterIngest, inputs: { source: fileInput(file) } });
    found.push(outputs.events as Table);
  }
  return found;
}

async function measureUmbra(each: readonly Table[]): Promise<Measured> {
  const all = joined(each);
  const seconds = { together: [] as [number, number][], each: [] as [number, number][] };
  const timed = async (name: keyof typeof seconds, work: () => Promise<unknown>): Promise<void> => {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    seconds[name].push([(performance.now() - start) / 1000, (user + system) / 1e6]);
  };
  for (let round = 0; round < ROUNDS; round++) {
    await timed('together', () => selection(all));
    await timed('each', async () => {
      for (const table of each) await selection(table);
    });
  }
  const { selected, cutflow } = await selection(all);
  const sums = Object.fromEntries([...selected.columns].map(([name, column]) => [name, sumOf(column)]));
  const rows = cutflow.map((row) => [row.events, row.sum_of_weights, row.sum_of_weights_squared] as const);
  return { ...seconds, selected: selected.rows, cutflow: rows, sums };
}

/** Runs the task itself, with an input and outputs in memory. */
async function selection(table: Table): Promise<{ selected: Table; cutflow: readonly SelectionCutflowRow[] }> {
  let selected: Table = { rows: 0, columns: new Map() };
  let cutflow: readonly SelectionCutflowRow[] = [];
  const nothing = (): void => undefined;
  await select.run({
    params,
    inputs: {
      events: {
        ...{ sha256: '', bytes: 0, attributes: {}, origin: 'bench', parts: [], rows: table.rows },
        columns: [...table.columns.keys()],
        read: () => Promise.resolve(table),
      },
    },
    outputs: {
      events: { write: (value) => Promise.resolve(void (selected = value)) },
      cutflow: { write: (rows) => Promise.resolve(void (cutflow = rows)) },
    },
    ...{ seed: 0, threads: 1, progress: nothing, signal: new AbortController().signal },
    checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  return { selected, cutflow };
}

async function measurePeer(): Promise<Measured | undefined> {
  const python = process.env.UMBRA_PYTHON ?? 'python3';
  const run = promisify(execFile);
  const installed = await run(python, ['-c', 'import uproot, awkward, mt2']).catch(() => undefined);
  if (installed === undefined) {
    console.log(
      `numpy + awkward + mt2: skipped, ${python} does not have them (UMBRA_PYTHON names another interpreter)`,
    );
    return undefined;
  }
  const { stdout } = await run(python, [resolve('bench/peers/numpy_selection.py'), String(ROUNDS), ...files]);
  return JSON.parse(stdout) as Measured;
}

type Times = Measured['each'];

/** The best round, on the clock and of the processor (less disturbed by what else runs). */
function best(times: Times): readonly [wall: number, cpu: number] {
  return [Math.min(...times.map(([wall]) => wall)), Math.min(...times.map(([, cpu]) => cpu))];
}

function report(name: string, { together, each, selected }: Measured): void {
  const line = (times: Times): string => {
    const [wall, cpu] = best(times);
    return `${wall.toFixed(3)} s (processor ${cpu.toFixed(3)} s)  ${(events / wall / 1e6).toFixed(2)} M events/s`;
  };
  console.log(`${name}: ${selected} selected`);
  console.log(`  one table         ${line(together)}`);
  console.log(`  one table a file  ${line(each)}`);
}

function compare(a: Measured, b: Measured): void {
  // The peer's mT2 has up to .05 GeV of noise where the value is 0.
  const near = (x: number, y: number, slack = 0): boolean => Math.abs(x - y) <= 1e-6 * Math.max(1, Math.abs(y)) + slack;
  const differing = Object.keys(b.sums).filter(
    (name) => !near(a.sums[name] ?? NaN, b.sums[name] ?? NaN, name === 'mt2' ? 0.05 * b.selected : 0),
  );
  const flow = a.cutflow.every((row, index) =>
    row.every((value, part) => near(value, b.cutflow[index]?.[part] ?? NaN)),
  );
  if (differing.length > 0 || !flow || a.selected !== b.selected) {
    console.error(`the results differ: ${[...differing, ...(flow ? [] : ['cutflow'])].join(', ')}`);
    process.exitCode = 1;
  } else console.log(`the same ${b.cutflow.length} cutflow rows and sums of ${Object.keys(b.sums).length} columns`);
  const times = (part: 'together' | 'each'): string => {
    const [[ourWall, ourCpu], [wall, cpu]] = [best(a[part]), best(b[part])];
    return `${(wall / ourWall).toFixed(1)}x (processor ${(cpu / ourCpu).toFixed(1)}x)`;
  };
  console.log(`ratio: one table ${times('together')}, one table a file ${times('each')} as fast`);
}

function timeMt2(count: number): void {
  const angle = (index: number, step: number): number => ((index * step) % 1) * 2 * Math.PI;
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const [a, b, c] = [angle(i, 0.6180339887), angle(i, 0.7548776662), angle(i, 0.5698402909)];
      mt2(
        0,
        60 * Math.cos(a),
        60 * Math.sin(a),
        0,
        40 * Math.cos(b),
        40 * Math.sin(b),
        90 * Math.cos(c),
        90 * Math.sin(c),
      );
    }
    least = Math.min(least, performance.now() - start);
  }
  console.log(`mT2 alone: ${count} events in ${(least / 1000).toFixed(3)} s`);
}

function joined(parts: readonly Table[]): Table {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = new Map<string, Column>();
  for (const [name, { unit }] of parts[0]?.columns ?? []) {
    const columnsOf = parts.map((part) => part.columns.get(name) as Column);
    const values = concatenated(columnsOf.map((column) => column.values as Numbers));
    const masks = parts.map((part, i) => columnsOf[i]?.valid ?? new Uint8Array(part.rows).fill(1));
    const valid = columnsOf.some((column) => column.valid !== undefined) ? { valid: concatenated(masks) } : {};
    columns.set(name, { values, ...valid, ...(unit === undefined ? {} : { unit }) });
  }
  return { rows, columns };
}

type Numbers = Exclude<ColumnValues, readonly string[] | BigInt64Array>;

function concatenated<T extends Numbers | Uint8Array>(parts: readonly T[]): T {
  const [first] = parts as readonly [T];
  const all = new (first.constructor as new (length: number) => T)(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function sumOf({ values, valid }: Column): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (valid?.[i] !== 0) sum += Number(values[i]);
  return sum;
}
