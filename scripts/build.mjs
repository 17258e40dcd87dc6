#!/usr/bin/env node
// Builds dist/ from the sources where it is out of date: `node scripts/build.mjs [--force]`.
import path from 'node:path';
import { buildPrograms } from './build/build.mjs';
import { acquireLock } from './setup/processes/lock.mjs';
import { placesOf } from './setup/files/places.mjs';

const places = placesOf();
const lock = await acquireLock(path.join(places.state, 'build.lock'));
process.on('exit', lock.release);
try {
  console.log(await buildPrograms(places, { force: process.argv.includes('--force') }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  lock.release();
}
