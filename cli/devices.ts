import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Indices of the NVIDIA devices of this machine, or those that CUDA_VISIBLE_DEVICES leaves. */
export function findDevices(): readonly string[] {
  const visible = process.env.CUDA_VISIBLE_DEVICES;
  if (visible !== undefined) return visible.split(',').filter((device) => device !== '' && device !== '-1');
  if (!existsSync('/proc/driver/nvidia/version')) return [];
  const listed = spawnSync('nvidia-smi', ['--query-gpu=index', '--format=csv,noheader'], { encoding: 'utf8' });
  return listed.status === 0
    ? listed.stdout
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : [];
}
