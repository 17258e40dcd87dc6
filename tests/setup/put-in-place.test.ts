import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedSize, placeLink, putInPlace, sweepLeftovers } from '../../scripts/setup/files/put-in-place.mjs';
import { temporaryFolder } from './support.ts';

const putInPlaceModule = new URL('../../scripts/setup/files/put-in-place.mjs', import.meta.url).href;

describe('putting a folder in place', () => {
  it('shows it only when it is complete', async () => {
    const target = join(temporaryFolder(), 'library');
    await putInPlace(target, async (partial) => {
      await writeFile(join(partial, 'a'), 'content');
      expect(existsSync(target)).toBe(false);
      expect(installedSize(target)).toBeNull();
    });
    expect(readFileSync(join(target, 'a'), 'utf8')).toBe('content');
    expect(installedSize(target)).toBe('content'.length);
  });

  it('leaves nothing when filling fails, and what was there before', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'library');
    await putInPlace(target, (partial) => writeFile(join(partial, 'a'), 'old'));
    const failing = putInPlace(target, async (partial) => {
      await writeFile(join(partial, 'a'), 'new');
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(readFileSync(join(target, 'a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['library']);
  });

  it('replaces what was there before', async () => {
    const target = join(temporaryFolder(), 'library');
    await putInPlace(target, (partial) => writeFile(join(partial, 'a'), 'old'));
    await putInPlace(target, (partial) => writeFile(join(partial, 'b'), 'new'));
    expect(readdirSync(target).sort()).toEqual(['b', 'files.json']);
  });

  it('leaves nothing that counts when the process is killed in the middle, and the next one sweeps the rest', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'library');
    const program = `
      import { writeFileSync } from 'node:fs';
      const { putInPlace } = await import(${JSON.stringify(putInPlaceModule)});
      await putInPlace(${JSON.stringify(target)}, async (partial) => {
        writeFileSync(partial + '/a', 'half');
        console.log('filling');
        await new Promise((resolve) => setTimeout(resolve, 60000));
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
    expect(installedSize(target)).toBeNull();
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
    await sweepLeftovers(folder);
    expect(readdirSync(folder)).toEqual([]);
    await putInPlace(target, (partial) => writeFile(join(partial, 'a'), 'whole'));
    expect(installedSize(target)).toBe('whole'.length);
  });

  it('notices a file that was cut short or lost afterwards', async () => {
    const target = join(temporaryFolder(), 'library');
    const fill = (partial: string) => writeFile(join(partial, 'a'), 'content');
    await putInPlace(target, fill);
    truncateSync(join(target, 'a'), 3);
    expect(installedSize(target)).toBeNull();
    await putInPlace(target, fill);
    expect(installedSize(target)).not.toBeNull();
  });
});

describe('placing a link', () => {
  it('replaces a link, a file or a folder that stands there, and does not touch what a link led to', async () => {
    const folder = temporaryFolder();
    for (const name of ['one', 'two']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'one', 'name'), 'one');
    writeFileSync(join(folder, 'two', 'name'), 'two');
    const link = join(folder, 'deep', 'link');
    mkdirSync(link, { recursive: true });
    writeFileSync(join(link, 'old'), '');
    for (const name of ['one', 'two']) {
      await placeLink(join(folder, name), link);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(link, 'name'), 'utf8')).toBe(name);
    }
    expect(readFileSync(join(folder, 'one', 'name'), 'utf8')).toBe('one');
    expect(readdirSync(join(folder, 'deep'))).toEqual(['link']);
  });
});
