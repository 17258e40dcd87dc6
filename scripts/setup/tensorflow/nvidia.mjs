import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { findOnPath, runCommand } from '../processes/run-command.mjs';

/**
 * An NVIDIA device as nvidia-smi tells.
 * @typedef {{ name: string, memory: string, driver: string }} NvidiaDevice
 */

/**
 * @returns {boolean} whether this process can see an NVIDIA device. /proc/driver/nvidia is no proof: a container shows it
 *   without having been given a device. Device nodes are; where there are none (WSL, nodes made on demand) nvidia-smi is asked.
 */
export function hasNvidiaDevice() {
  if (readdirSync('/dev').some((name) => /^nvidia\d+$/.test(name))) return true;
  const program = findOnPath('nvidia-smi');
  if (program === null) return false;
  const { status, stdout } = spawnSync(program, ['-L'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 && /^GPU \d+/m.test(stdout);
}

/**
 * @returns {Promise<NvidiaDevice[]>} empty where there is none or nvidia-smi is missing
 */
export async function nvidiaDevices() {
  const program = findOnPath('nvidia-smi');
  if (program === null) return [];
  try {
    const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
    const { stdout } = await runCommand(program, query);
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', memory = '', driver = ''] = line.split(',').map((field) => field.trim());
        return { name, memory, driver };
      });
  } catch {
    return [];
  }
}
