import { findOnPath } from './processes/run-command.mjs';

/** What a person types to install the prerequisites, by the package manager that is present. */
const MANAGERS = [
  { program: 'apt-get', install: 'sudo apt-get install -y', pip: 'python3-pip', compiler: 'g++' },
  { program: 'dnf', install: 'sudo dnf install -y', pip: 'python3-pip', compiler: 'gcc-c++' },
  { program: 'yum', install: 'sudo yum install -y', pip: 'python3-pip', compiler: 'gcc-c++' },
  { program: 'zypper', install: 'sudo zypper install -y', pip: 'python3-pip', compiler: 'gcc-c++' },
  { program: 'pacman', install: 'sudo pacman -S', pip: 'python-pip', compiler: 'gcc' },
  { program: 'apk', install: 'sudo apk add', pip: 'py3-pip', compiler: 'g++' },
  { program: 'brew', install: 'brew install', pip: 'python', compiler: 'llvm' },
];

/**
 * @param {readonly ('pip' | 'compiler')[]} needed
 * @returns {string} one command
 */
export function installCommand(needed) {
  const manager = MANAGERS.find(({ program }) => findOnPath(program) !== null);
  const again = 'node scripts/setup.mjs';
  if (manager === undefined)
    return `install ${needed.map((what) => (what === 'pip' ? 'Python 3 with pip' : 'a C++17 compiler')).join(' and ')}, then run: ${again}`;
  return `${manager.install} ${needed.map((what) => manager[what]).join(' ')} && ${again}`;
}
