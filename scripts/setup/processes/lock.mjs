import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive } from './identity.mjs';

/** @import { ProcessIdentity } from './identity.mjs' */

/**
 * Who holds a lock. Children count: a killed set-up may leave an `npm ci` behind that still writes.
 * @typedef {object} Holder
 * @property {string} host
 * @property {ProcessIdentity} owner
 * @property {ProcessIdentity[]} children
 */

/**
 * @typedef {object} Lock
 * @property {(pid: number) => void} childStarted
 * @property {(pid: number) => void} childEnded
 * @property {() => void} release synchronous, so that an exit handler can call it; may be called twice
 */

/** A lock file without readable content is being written, unless it is older than this (ms). */
const WRITING = 5000;

/**
 * Takes the lock file, waiting for a live holder and breaking the lock of a dead one.
 *
 * @param {string} file
 * @param {{ signal?: AbortSignal, waiting?: (pid: number | undefined) => void, pollMs?: number }} [options] `waiting` is
 *   called once, before the first wait, with the process that is waited for
 * @returns {Promise<Lock>}
 * @throws the signal's reason when aborted while waiting
 */
export async function acquireLock(file, { signal, waiting = () => {}, pollMs = 200 } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  /** @type {Holder} */
  const self = { host: hostname(), owner: identify(process.pid), children: [] };
  for (let told = false; !tryCreate(file, self);) {
    signal?.throwIfAborted();
    if (breakStale(file)) continue;
    if (!told) waiting(livingIn(readHolder(file))[0]?.pid);
    told = true;
    await sleep(pollMs, undefined, signal ? { signal } : {});
  }
  return heldLock(file, self);
}

/**
 * @param {string} file
 * @param {Holder} self
 * @returns {Lock}
 */
function heldLock(file, self) {
  let held = true;
  const rewrite = () => {
    if (!held) return;
    const beside = `${file}.${process.pid}`;
    writeFileSync(beside, JSON.stringify(self));
    renameSync(beside, file);
  };
  return {
    childStarted(pid) {
      self.children.push(identify(pid));
      rewrite();
    },
    childEnded(pid) {
      self.children = self.children.filter((child) => child.pid !== pid);
      rewrite();
    },
    release() {
      if (held) rmSync(file, { force: true });
      held = false;
    },
  };
}

/**
 * @param {string} file
 * @param {Holder} holder
 * @returns {boolean}
 */
function tryCreate(file, holder) {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead holder. The file is first renamed, so that of two processes that see the same dead holder one
 * cannot remove the lock which the other has just taken; should that have happened, it is put back.
 *
 * @param {string} file
 * @returns {boolean} whether it is worth trying again at once
 */
function breakStale(file) {
  if (isHeld(file)) return false;
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    if (isHeld(aside)) linkSync(aside, file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
  return true;
}

/** @param {string} file */
function isHeld(file) {
  const holder = readHolder(file);
  if (holder !== null) {
    // Another machine's processes cannot be seen from here: its lock is respected.
    return holder.host !== hostname() || livingIn(holder).length > 0;
  }
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age < WRITING;
}

/** @param {Holder | null} holder */
const livingIn = (holder) => (holder === null ? [] : [holder.owner, ...holder.children].filter(isAlive));

/**
 * @param {string} file
 * @returns {Holder | null} null where there is none or it cannot be read
 */
export function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
