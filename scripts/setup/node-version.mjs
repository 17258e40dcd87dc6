/** The oldest Node.js that runs Umbra; package.json's `engines` says the same. */
export const MINIMUM_NODE = '20.19.0';

/**
 * Compares dotted version numbers; what follows the third number is ignored.
 * @param {string} version such as '20.19.0' or 'v22.1.0'
 * @param {string} minimum
 * @returns {boolean} whether `version` is `minimum` or later
 */
export function isAtLeast(version, minimum) {
  const [have, need] = [version, minimum].map((text) => text.replace(/^v/, '').split('.').map(Number.parseFloat));
  for (let place = 0; place < 3; place++) {
    const difference = (have?.[place] ?? 0) - (need?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Ends the process with a clear message where Node.js is too old to read the rest of the set-up. */
export function requireNodeVersion() {
  if (isAtLeast(process.versions.node, MINIMUM_NODE)) return;
  console.error(
    `umbra set-up: Node.js ${process.versions.node} is too old (${process.execPath}); ${MINIMUM_NODE} or later is needed`,
  );
  console.error('  mend: install Node.js 22 or 24 (for example: nvm install 22) and run the command again');
  process.exit(1);
}
