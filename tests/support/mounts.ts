import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system of its own at a folder: what is full or read-only there really refuses, also a privileged user. */
export interface SmallDisk {
  readonly path: string;
  setWritable(writable: boolean): void;
  setSize(kilobytes: number): void;
  remove(): Promise<void>;
}

const mount = (...args: readonly string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
const unmount = (path: string): boolean => spawnSync('umount', ['-l', path], { stdio: 'ignore' }).status === 0;

export async function mountSmallDisk(path: string, kilobytes: number): Promise<SmallDisk> {
  await mkdir(path, { recursive: true });
  if (!mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path))
    throw new Error(`nothing can be mounted at ${path}`);
  return {
    path,
    setWritable: (writable) => {
      if (!mount('-o', `remount,${writable ? 'rw' : 'ro'}`, path)) throw new Error(`${path} cannot be remounted`);
    },
    setSize: (size) => {
      if (!mount('-o', `remount,size=${size}k`, path)) throw new Error(`${path} cannot be remounted`);
    },
    remove: async () => {
      unmount(path);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Whether this user may mount: tests that need a disk of their own are skipped elsewhere. */
export async function mayMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'umbra-mount-'));
  const mounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (mounted) unmount(folder);
  await rm(folder, { recursive: true, force: true });
  return mounted;
}
