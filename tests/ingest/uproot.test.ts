import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { dataFile, describeBranches, readTree, rootFile, withoutFirst, type Reference } from './support.ts';

const python = process.env.UMBRA_PYTHON ?? 'python3';
const run = promisify(execFile);
const installed = await run(python, ['-c', 'import uproot, awkward, zstandard, lz4']).then(
  () => true,
  () => false,
);
if (!installed)
  console.warn(`skipped: ${python} has no uproot with zstandard and lz4 (UMBRA_PYTHON names another interpreter)`);

describe.skipIf(!installed)('every file of the data set', () => {
  it('is read bit for bit as uproot reads it: all branches, values and offsets', { timeout: 60_000 }, async () => {
    const names = (await readdir(dataFile(''))).filter((name) => name.endsWith('.root'));
    const paths = names.map(dataFile);
    const { stdout } = await run(python, [rootFile('reference.py'), 'events', ...paths], { maxBuffer: 1 << 28 });
    const reference = JSON.parse(stdout) as Reference;
    for (const path of paths)
      expect(describeBranches(await readTree(path, 'events')), path).toEqual(withoutFirst(reference[path]));
  });
});
