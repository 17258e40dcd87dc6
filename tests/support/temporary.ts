import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Writes files into a folder of their own, removed after the tests of the file that asked for it. */
export function temporaryFiles(): (content: string | Uint8Array, extension: string) => Promise<string> {
  let folder: Promise<string> | undefined;
  let count = 0;
  afterAll(async () => {
    if (folder !== undefined) await rm(await folder, { recursive: true });
  });
  return async (content, extension) => {
    folder ??= mkdtemp(join(tmpdir(), 'umbra-test-'));
    const path = join(await folder, `${++count}.${extension}`);
    await writeFile(path, content);
    return path;
  };
}
