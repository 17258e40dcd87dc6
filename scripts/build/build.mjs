import { existsSync } from 'node:fs';
import path from 'node:path';
import { bundlePrograms } from './bundle-programs.mjs';
import { bundleWorkflows, hashWorkflows } from './bundle-workflows.mjs';
import { PROGRAMS, WORKFLOWS } from './entries.mjs';
import { publish } from './publish.mjs';
import { hashSources, isBuilt, readStamp } from './stamp.mjs';

/** @import { Places } from '../setup/files/places.mjs' */

/**
 * Builds dist/ from the sources unless it is up to date. Entries whose source is missing are left out.
 *
 * @param {Places} places with npm dependencies in place
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<string>} what was done, in one line
 */
export async function buildPrograms(places, { force = false } = {}) {
  if (!force && isBuilt(places)) return 'dist/ is up to date';
  // Before anything is read: a source saved during the build makes the stamp differ, and is built next time.
  const sources = hashSources(places);
  const present = (/** @type {string} */ source) => existsSync(path.join(places.root, source));
  const programs = Object.fromEntries(Object.entries(PROGRAMS).filter(([, source]) => present(source)));
  const workflows = present(WORKFLOWS) ? await hashWorkflows(places) : null;
  const keptBundle =
    !force && existsSync(path.join(places.dist, 'workflows.js')) && readStamp(places)?.workflows === workflows;
  const [files, bundle] = await Promise.all([
    bundlePrograms(places, programs),
    workflows === null || keptBundle ? null : bundleWorkflows(places),
  ]);
  if (bundle !== null) files.set('workflows.js', bundle);
  const names = workflows === null ? [...files.keys()] : [...new Set([...files.keys(), 'workflows.js'])];
  await publish(places, files, { sources, workflows, files: names });
  return summary(Object.keys(programs), workflows !== null, keptBundle);
}

/**
 * @param {readonly string[]} programs
 * @param {boolean} hasWorkflows
 * @param {boolean} keptBundle
 */
function summary(programs, hasWorkflows, keptBundle) {
  const built = [...programs, ...(hasWorkflows ? [keptBundle ? 'workflows (unchanged)' : 'workflows'] : [])];
  const missing = Object.entries(PROGRAMS).flatMap(([name, source]) => (programs.includes(name) ? [] : [source]));
  if (!hasWorkflows) missing.push(WORKFLOWS);
  const left = missing.length === 0 ? '' : `; left out, no such source: ${missing.join(', ')}`;
  return `built ${built.join(', ') || 'nothing'}${left}`;
}
