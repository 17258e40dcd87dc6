import { readdir, readFile } from 'node:fs/promises';

/** Pids of processes whose command line or environment mentions `text`, from /proc; only those that run `script`, if given. */
export async function processesMentioning(text: string, script = ''): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if ((commandLine.includes(text) || environment.includes(text)) && commandLine.includes(script))
      found.push(Number(name));
  }
  return found;
}

/** By SIGKILL; false when it had gone by itself. */
export function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
