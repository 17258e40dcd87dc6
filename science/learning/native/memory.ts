import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';

/**
 * Bytes that this process may still take: what the kernel calls available, less where a control group (a container, a batch job)
 * allows less. A GPU's own memory is not known here.
 */
export function availableMemory(read: (path: string) => string | undefined = readIfThere): number {
  const kernel = /^MemAvailable:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1];
  const machine = kernel === undefined ? freemem() : Number(kernel) * 1024;
  return Math.min(machine, ...controlGroups(read));
}

function controlGroups(read: (path: string) => string | undefined): readonly number[] {
  const own = /^0::(.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  const folders = ['', ...own.split('/').filter(Boolean)].map(
    (_, depth, all) => `/sys/fs/cgroup${all.slice(0, depth + 1).join('/')}`,
  );
  const rooms = folders.map((folder) => room(read(`${folder}/memory.max`), used(folder, read)));
  const old = '/sys/fs/cgroup/memory/memory.';
  return [...rooms, room(read(`${old}limit_in_bytes`), read(`${old}usage_in_bytes`))].filter(
    (bytes) => !Number.isNaN(bytes),
  );
}

/** What a group uses, without the file cache, which the kernel gives up. */
function used(folder: string, read: (path: string) => string | undefined): string | undefined {
  const current = read(`${folder}/memory.current`);
  const cache = /^inactive_file (\d+)$/m.exec(read(`${folder}/memory.stat`) ?? '')?.[1] ?? '0';
  return current === undefined ? undefined : String(Number(current) - Number(cache));
}

/** NaN where there is no limit. */
const room = (limit: string | undefined, usage: string | undefined): number =>
  limit === undefined || usage === undefined ? NaN : Number(limit) - Number(usage);

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
