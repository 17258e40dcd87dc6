import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { explain, SetupError } from '../../scripts/setup/errors.mjs';
import { requireSpace } from '../../scripts/setup/files/disk.mjs';
import { isAtLeast } from '../../scripts/setup/node-version.mjs';
import { temporaryFolder } from './support.ts';

const script = fileURLToPath(new URL('../../scripts/setup.mjs', import.meta.url));
const setup = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

describe('the set-up command', () => {
  it('explains itself, and refuses what it does not know, without doing anything', () => {
    expect(setup('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--for start|test') as string });
    expect(setup('--for', 'lunch')).toMatchObject({ status: 2, stderr: expect.stringContaining('lunch') as string });
    expect(setup('--fast')).toMatchObject({ status: 2 });
  });
});

describe('a version', () => {
  it('is at least another when its first number that differs is larger', () => {
    const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(version, version, (a, b) => {
        const difference = a.map((part, place) => part - (b[place] ?? 0)).find((part) => part !== 0) ?? 0;
        expect(isAtLeast(`v${a.join('.')}`, b.join('.'))).toBe(difference >= 0);
      }),
    );
    expect(isAtLeast('22.0.0-nightly', '20.19.0')).toBe(true);
  });
});

describe('an error', () => {
  it('is told by its cause with what mends it', () => {
    const code = (text: string) => explain(new Error(text), 'fetching').code;
    expect(code('npm error code ENOTFOUND')).toBe('no-network');
    expect(code('write ENOSPC')).toBe('disk-full');
    expect(code("EACCES: permission denied, mkdir '.umbra'")).toBe('no-permission');
    expect(code('something else')).toBe('unexpected');
    const own = new SetupError('no-pip', 'no pip', 'install it');
    expect(explain(own, 'fetching')).toBe(own);
  });

  it('tells of too little room before anything is fetched', async () => {
    const folder = temporaryFolder();
    await requireSpace(folder, 1, 'the library');
    await expect(requireSpace(folder, 1e18, 'the library')).rejects.toMatchObject({ code: 'disk-full' });
  });
});
