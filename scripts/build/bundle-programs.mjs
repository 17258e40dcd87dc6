import path from 'node:path';
import { build } from 'esbuild';

/** @import { Places } from '../setup/files/places.mjs' */

/**
 * zod's hundred small modules go into the bundles: every program loads them when it starts. So do the several hundred of Temporal's client,
 * in a chunk of their own: a command that needs it then starts in 0.18 s of processor time, not 0.28 s. The other packages stay
 * imports: they hold native code, find files beside them, or are loaded when they are needed.
 *
 * @type {import('esbuild').Plugin}
 */
const mostPackagesOutside = {
  name: 'most-packages-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind, importer }) => {
      const inside = /^(zod|@temporalio\/client)(\/|$)/.test(name) || importer.includes('node_modules');
      return kind === 'entry-point' || inside ? null : { path: name, external: true };
    });
  },
};

/**
 * Bundles the programs as ES modules for Node.js 20. What a program imports by `import()` goes into
 * chunks: `umbra --help` starts in 0.14 s with them, in 0.4 s if every verb's packages are loaded at once. All files lie
 * side by side, so that `import.meta.url` is in dist/ everywhere.
 *
 * @param {Places} places
 * @param {Readonly<Record<string, string>>} programs name -> source
 * @returns {Promise<Map<string, Uint8Array>>} file name in dist/ -> content
 */
export async function bundlePrograms(places, programs) {
  if (Object.keys(programs).length === 0) return new Map();
  const { outputFiles } = await build({
    absWorkingDir: places.root,
    entryPoints: programs,
    outdir: places.dist,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [mostPackagesOutside],
    sourcemap: 'linked',
    // CommonJS packages inside the bundles ask for Node's own modules by this name.
    banner: {
      js: "import { createRequire as umbraCreateRequire } from 'node:module'; const require = umbraCreateRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path: file, contents }) => [path.relative(places.dist, file), contents]));
}

/**
 * @param {Places} places
 * @param {string} entry
 * @returns {Promise<string[]>} the sources that `entry` is made of, relative to the repository, sorted
 */
export async function sourcesOf(places, entry) {
  const { metafile } = await build({
    absWorkingDir: places.root,
    entryPoints: [entry],
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    metafile: true,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs).sort();
}
