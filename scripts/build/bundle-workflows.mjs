import { createHash } from 'node:crypto';
import path from 'node:path';
import { sourcesOf } from './bundle-programs.mjs';
import { WORKFLOWS } from './entries.mjs';
import { addFile } from './stamp.mjs';

/** @import { Places } from '../setup/files/places.mjs' */

/**
 * Bundling workflows takes seconds, finding their sources milliseconds: the bundle is made again only when these change.
 *
 * @param {Places} places
 * @returns {Promise<string>} hash of the sources that the workflows import, of the locked packages and of this file
 */
export async function hashWorkflows(places) {
  const hash = createHash('sha256');
  const sources = await sourcesOf(places, WORKFLOWS);
  for (const name of [...sources, 'package-lock.json', path.join('scripts', 'build', 'bundle-workflows.mjs')]) {
    addFile(hash, name, path.join(places.root, name));
  }
  return hash.digest('hex');
}

/**
 * Bundles the workflows for the SDK's deterministic sandbox.
 *
 * @param {Places} places
 * @returns {Promise<Uint8Array>}
 * @throws {Error} with what the bundler says, such as a workflow that imports a Node.js module
 */
export async function bundleWorkflows(places) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  /** @type {string[]} */
  const said = [];
  const logger = new DefaultLogger('ERROR', ({ message }) => void said.push(message));
  try {
    const { code } = await bundleWorkflowCode({ workflowsPath: path.join(places.root, WORKFLOWS), logger });
    return new TextEncoder().encode(code);
  } catch (error) {
    throw new Error([`bundling ${WORKFLOWS}`, ...said, error instanceof Error ? error.message : error].join('\n'), {
      cause: error,
    });
  }
}
