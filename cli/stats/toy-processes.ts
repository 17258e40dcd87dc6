import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { ToyStatistics } from '../../science/statistics/index.ts';
import type { PrintedToys, ToyOptions } from './toys.ts';

/** Fewer are not worth a process of their own. */
const LEAST = 500;

/** Draws toys in one process for each core, each with a range of its own: the numbers do not depend on how many there are. */
export async function toysInProcesses(path: string, options: ToyOptions, count: number): Promise<ToyStatistics> {
  const processes = Math.max(1, Math.min(availableParallelism(), Math.floor(count / LEAST)));
  const ranges = Array.from({ length: processes }, (_, i) => {
    const first = Math.floor((i * count) / processes);
    return { first, count: Math.floor(((i + 1) * count) / processes) - first };
  });
  const parts = await Promise.all(ranges.map((range) => oneProcess(path, options, range)));
  return {
    signal: Float64Array.from(parts.flatMap(({ signal }) => signal.map((q) => q ?? NaN))),
    background: Float64Array.from(parts.flatMap(({ background }) => background.map((q) => q ?? NaN))),
  };
}

async function oneProcess(
  path: string,
  options: ToyOptions,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<PrintedToys> {
  const given = Object.entries({
    ...{ '--mu': options.mu, '--test-statistic': options.testStatistic, '--seed': options.seed },
    ...{ '--patch': options.patch, '--patch-name': options.patchName, '--measurement': options.measurement },
    ...{ '--normsys': options.normsys, '--histosys': options.histosys },
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const command = ['stats', 'toys', path, ...given, `--first=${first}`, `--count=${count}`, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1] ?? '', ...command], {
    maxBuffer: 2 ** 30,
  });
  return JSON.parse(stdout) as PrintedToys;
}
