import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetInstalled, installedMatchesLock, npmState, writeStamp } from '../../scripts/setup/npm/state.mjs';
import type { Places } from '../../scripts/setup/files/places.mjs';
import { repository } from './support.ts';

interface Entry {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
}

function packages(entries: Readonly<Record<string, Entry>>): string {
  return JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'umbra' }, ...entries } });
}

const wanted = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } };

function installed(entries: Readonly<Record<string, Entry>> = wanted): Places {
  return repository({ 'package-lock.json': packages(wanted), 'node_modules/.package-lock.json': packages(entries) });
}

describe('the stamp of the npm packages', () => {
  it('is missing at first, and in place when written', () => {
    expect(npmState(repository({ 'package-lock.json': packages(wanted) }))).toBe('missing');
    const places = installed();
    expect(npmState(places)).toBe('unchecked');
    writeStamp(places);
    expect(npmState(places)).toBe('in-place');
  });

  it('no longer holds when the lock file changes, and holds again when the change is undone', () => {
    const places = installed();
    writeStamp(places);
    writeFileSync(places.packageLock, packages({ ...wanted, 'node_modules/yaml': { version: '2.0.0' } }));
    expect(npmState(places)).toBe('unchecked');
    writeFileSync(places.packageLock, packages(wanted));
    expect(npmState(places)).toBe('in-place');
  });

  it('no longer holds when npm has changed what is installed', () => {
    const places = installed();
    writeStamp(places);
    utimesSync(join(places.nodeModules, '.package-lock.json'), 1e9, 1e9);
    expect(npmState(places)).toBe('unchecked');
  });

  it('is gone with node_modules, and when an installation begins', () => {
    const places = installed();
    writeStamp(places);
    forgetInstalled(places);
    expect(npmState(places)).toBe('missing');
    rmSync(places.nodeModules, { recursive: true });
    expect(npmState(places)).toBe('missing');
  });
});

describe('what is installed matches the lock file', () => {
  it('when every package is there in its version with its checksum', () => {
    expect(installedMatchesLock(installed())).toBe(true);
    expect(installedMatchesLock(installed({ 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } }))).toBe(
      false,
    );
    expect(installedMatchesLock(installed({ 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } }))).toBe(
      false,
    );
    expect(installedMatchesLock(installed({}))).toBe(false);
  });

  it('though packages for other systems are absent', () => {
    const places = installed();
    const other = { 'node_modules/other-system': { version: '1.0.0', optional: true } };
    writeFileSync(places.packageLock, packages({ ...wanted, ...other }));
    expect(installedMatchesLock(places)).toBe(true);
  });

  it('never where one of the two files is missing or damaged', () => {
    const places = installed();
    writeFileSync(places.packageLock, '{');
    expect(installedMatchesLock(places)).toBe(false);
    expect(installedMatchesLock(repository())).toBe(false);
  });
});
