#!/usr/bin/env node
// Breaks a campaign on purpose: `npm run test:faults [-- --seed 1 --kills 40 --minutes 20]`.
import { runSource } from './build/run-source.mjs';

process.exit(await runSource('tests/faults/main.ts', 'faults', process.argv.slice(2)));
