#!/usr/bin/env node
// Puts in place what Umbra needs and is missing: `node scripts/setup.mjs [--for start|test] [--quiet]`.
// Nothing but the version check is imported statically: the rest may use syntax and modules that an old Node lacks.
import { requireNodeVersion } from './setup/node-version.mjs';

requireNodeVersion();
const { main } = await import('./setup/main.mjs');
process.exitCode = await main(process.argv.slice(2));
