import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPrograms } from '../../scripts/build/build.mjs';
import { publish } from '../../scripts/build/publish.mjs';
import { hashSources, isBuilt, readStamp } from '../../scripts/build/stamp.mjs';
import { repository, writeFiles } from './support.ts';

const sources = {
  'package-lock.json': '{}',
  'cli/main.ts': `import { answer } from '../schemas/answer.ts';
    const text: string = String(answer);
    console.log(text, (await import('./verb.ts')).verb);`,
  'cli/verb.ts': `export const verb: string = 'plan';`,
  'schemas/answer.ts': 'export const answer: number = 42;',
};

const run = (file: string): string => execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();

describe('building the programs', () => {
  it('makes programs that run, and says which sources are not there yet', async () => {
    const places = repository(sources);
    expect(await buildPrograms(places)).toBe(
      'built main; left out, no such source: workers/main.ts, workers/task-child.ts, workflows/index.ts',
    );
    expect(run(join(places.dist, 'main.mjs'))).toBe('42 plan');
    expect(existsSync(join(places.dist, 'main.mjs.map'))).toBe(true);
  });

  it('does nothing while the sources are what they were', async () => {
    const places = repository(sources);
    await buildPrograms(places);
    expect(await buildPrograms(places)).toBe('dist/ is up to date');
    writeFiles(places.root, { 'schemas/answer.ts': 'export const answer: number = 43;' });
    expect(isBuilt(places)).toBe(false);
    await buildPrograms(places);
    expect(run(join(places.dist, 'main.mjs'))).toBe('43 plan');
    writeFiles(places.root, { 'docs/note.md': 'not a source' });
    expect(isBuilt(places)).toBe(true);
  });

  it('builds again when a file of dist/ is lost', async () => {
    const places = repository(sources);
    await buildPrograms(places);
    rmSync(join(places.dist, 'main.mjs'));
    expect(isBuilt(places)).toBe(false);
  });

  it('leaves the old programs when the new ones cannot be built, and names the place', async () => {
    const places = repository(sources);
    await buildPrograms(places);
    writeFiles(places.root, { 'schemas/answer.ts': 'export const answer: number = ;' });
    await expect(buildPrograms(places)).rejects.toThrow(/schemas\/answer\.ts:1:/);
    expect(run(join(places.dist, 'main.mjs'))).toBe('42 plan');
    expect(isBuilt(places)).toBe(false);
  });
});

describe('the hash of the sources', () => {
  it('changes with a content, a name or a new file, and with nothing else', () => {
    const places = repository(sources);
    const before = hashSources(places);
    expect(hashSources(repository(sources))).toBe(before);
    writeFiles(places.root, { 'cli/notes.md': 'no source', 'campaigns/a.ts': 'no room' });
    expect(hashSources(places)).toBe(before);
    const changes = [{ 'cli/verb.ts': 'export {}' }, { 'cli/other.ts': '' }, { 'package-lock.json': '{"a": 1}' }];
    const hashes = changes.map((change) => hashSources(repository({ ...sources, ...change })));
    expect(new Set([before, ...hashes]).size).toBe(4);
  });
});

describe('publishing a build', () => {
  const content = (text: string) => new TextEncoder().encode(text);
  const stamp = (files: readonly string[]) => ({ sources: 'a', workflows: null, files });

  it('keeps the chunks of the build before, which a running program may still import, and no older ones', async () => {
    const places = repository();
    for (const chunk of ['chunk-1.mjs', 'chunk-2.mjs', 'chunk-3.mjs']) {
      const files = ['main.mjs', chunk];
      await publish(places, new Map(files.map((name) => [name, content(chunk)])), stamp(files));
    }
    expect(readdirSync(places.dist).sort()).toEqual(['.stamp', 'chunk-2.mjs', 'chunk-3.mjs', 'main.mjs']);
    expect(readFileSync(join(places.dist, 'main.mjs'), 'utf8')).toBe('chunk-3.mjs');
  });

  it('keeps files of the build that are not made anew', async () => {
    const places = repository();
    await publish(places, new Map([['workflows.js', content('bundle')]]), stamp(['workflows.js']));
    await publish(places, new Map([['main.mjs', content('')]]), stamp(['main.mjs', 'workflows.js']));
    expect(readFileSync(join(places.dist, 'workflows.js'), 'utf8')).toBe('bundle');
  });

  it('leaves no stamp when it fails while files are exchanged, so that the next build repairs dist/', async () => {
    const places = repository();
    await publish(places, new Map([['main.mjs', content('old')]]), stamp(['main.mjs']));
    // A folder that is not empty stands where a file is to go: renaming over it fails.
    writeFiles(places.dist, { 'worker.mjs/in-the-way': '' });
    const files = new Map([
      ['main.mjs', content('new')],
      ['worker.mjs', content('new')],
    ]);
    await expect(publish(places, files, stamp([...files.keys()]))).rejects.toThrow();
    expect(readStamp(places)).toBeNull();
    expect(readdirSync(places.dist).filter((name) => name.startsWith('.partial'))).toEqual([]);
    writeFileSync(join(places.dist, 'main.mjs'), '');
  });
});
