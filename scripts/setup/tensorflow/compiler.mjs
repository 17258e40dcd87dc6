import { SetupError } from '../errors.mjs';
import { findOnPath, runCommand } from '../processes/run-command.mjs';
import { installCommand } from '../system-packages.mjs';

/**
 * @returns {string | null} a C++ compiler: the one in CXX, or the first of g++, c++, clang++ on PATH
 */
export function findCompiler() {
  const chosen = process.env['CXX'];
  for (const name of chosen ? [chosen] : ['g++', 'c++', 'clang++']) {
    const program = findOnPath(name);
    if (program !== null) return program;
  }
  return null;
}

/**
 * @returns {string}
 * @throws {SetupError}
 */
export function requireCompiler() {
  const found = findCompiler();
  if (found !== null) return found;
  const looked = process.env['CXX'] ? `CXX=${process.env['CXX']}` : 'g++, c++ and clang++';
  throw new SetupError('no-compiler', `no C++ compiler on PATH (looked for ${looked})`, installCommand(['compiler']));
}

/**
 * @param {string} program
 * @returns {Promise<string>} the first line of what it says about itself
 */
export async function compilerVersion(program) {
  try {
    return (await runCommand(program, ['--version'])).stdout.split('\n')[0] ?? '';
  } catch {
    return 'does not run';
  }
}
