import { describe, expect, it, vi } from 'vitest';
import { CommandError, findOnPath, runCommand } from '../../scripts/setup/processes/run-command.mjs';
import { programFolder, temporaryFolder } from './support.ts';

const node = process.execPath;

describe('running a program', () => {
  it('gives what it printed and tells of its process', async () => {
    const told: string[] = [];
    const { stdout, stderr } = await runCommand(node, ['-e', 'console.log(1); console.error(2)'], {
      childStarted: () => told.push('started'),
      childEnded: () => told.push('ended'),
    });
    expect([stdout, stderr, told]).toEqual(['1\n', '2\n', ['started', 'ended']]);
  });

  it('fails with its status and what it wrote to stderr', async () => {
    const failing = runCommand(node, ['-e', 'console.error("no such package"); process.exit(3)']);
    await expect(failing).rejects.toThrow(/exit status 3\nno such package/);
  });

  it('fails where there is no such program', async () => {
    await expect(runCommand('/no/such/program', [])).rejects.toBeInstanceOf(CommandError);
  });

  it('ends it when interrupted, and only then gives up', async () => {
    const abort = new AbortController();
    let pid = 0;
    const running = runCommand(node, ['-e', 'setTimeout(() => {}, 60000)'], {
      signal: abort.signal,
      childStarted: (started: number) => {
        pid = started;
        abort.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('looking on PATH', () => {
  it('finds the first executable of that name, and no folder', () => {
    const [first, second] = [programFolder('tool', 'true'), programFolder('tool', 'true')];
    vi.stubEnv('PATH', `${temporaryFolder()}:${first}:${second}`);
    expect(findOnPath('tool')).toBe(`${first}/tool`);
    vi.stubEnv('PATH', '/');
    expect(findOnPath('usr')).toBeNull();
    vi.unstubAllEnvs();
  });
});
