import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { openWheel } from '../../scripts/setup/python/wheel.mjs';
import { temporaryFolder, zip } from './support.ts';

const names = fc.stringMatching(/^[a-z]{1,8}(\/[a-z.é]{1,8}){0,2}$/);
const archives = fc.dictionary(names, fc.uint8Array({ maxLength: 4000 }), { maxKeys: 5 });

describe('a wheel', () => {
  it('gives back the files that were packed, stored or deflated', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.whl');
    await fc.assert(
      fc.asyncProperty(archives, fc.boolean(), async (content, deflate) => {
        const files = new Map(Object.entries(content));
        writeFileSync(file, zip(files, { deflate }));
        const wheel = await openWheel(file);
        expect(wheel.entries.map(({ name }) => name)).toEqual([...files.keys()]);
        for (const [index, [name, bytes]] of [...files].entries()) {
          const to = join(folder, String(index), 'out');
          await wheel.extract(name, to);
          expect(Buffer.compare(readFileSync(to), bytes)).toBe(0);
        }
        await wheel.close();
      }),
      { numRuns: 25 },
    );
  });

  it('gives programs their mode and text as text', async () => {
    const file = join(temporaryFolder(), 'a.whl');
    writeFileSync(file, zip(new Map([['bin/tool', Buffer.from('#!/bin/sh\n')]])));
    const wheel = await openWheel(file);
    await wheel.extract('bin/tool', `${file}.tool`, 0o755);
    expect(statSync(`${file}.tool`).mode & 0o777).toBe(0o755);
    expect(await wheel.text('bin/tool')).toBe('#!/bin/sh\n');
    await expect(wheel.text('bin/other')).rejects.toThrow('a.whl holds no bin/other');
    await wheel.close();
  });

  it('is refused when it was cut short anywhere or one of its bytes flipped', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.whl');
    const content = new Map([['a', Buffer.from('some content that is long enough to matter')]]);
    const whole = zip(content, { deflate: false });
    const read = async (bytes: Uint8Array) => {
      writeFileSync(file, bytes);
      const wheel = await openWheel(file);
      await wheel.text('a').finally(() => wheel.close());
    };
    await read(whole);
    for (const length of [0, 10, 60, whole.length - 30, whole.length - 1]) {
      await expect(read(whole.subarray(0, length)), `cut to ${length}`).rejects.toThrow();
    }
    const flipped = Buffer.from(whole);
    flipped[40] = (flipped[40] ?? 0) ^ 1;
    await expect(read(flipped)).rejects.toThrow(/damaged/);
  });
});
