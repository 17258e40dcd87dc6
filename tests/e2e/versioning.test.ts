import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serverExecutable } from '../../cli/places.ts';
import { processesMentioning } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
beforeEach(async () => {
  umbra = await createUmbra();
});
afterEach(() => umbra.remove());

const chains = 'tests/fixtures/chains';
const kinds = join(process.cwd(), chains, 'kinds.mjs');

/** A worker of a build, once it polls; its pid. */
async function startBuild(build: string) {
  const before = await processesMentioning(umbra.state, 'worker.mjs');
  const { process: command, finished } = umbra.start(
    ...['worker', '--plugins', kinds, '--deployment', 'umbra', '--build', build, '--slots', 'gpu=2'],
  );
  const pid = await until(async () => {
    const started = (await processesMentioning(umbra.state, 'worker.mjs')).find((one) => !before.includes(one));
    return started;
  });
  const { address } = JSON.parse(await readFile(join(umbra.state, 'server', 'server.json'), 'utf8')) as {
    address: string;
  };
  const chosen = ['--address', address, '--deployment-name', 'umbra', '--build-id', build];
  // Refused until the server knows the build's queues: until its worker polls.
  await until(async () => {
    const args = ['worker', 'deployment', 'set-current-version', ...chosen, '--yes'];
    await promisify(execFile)(serverExecutable(), args, { env: { HOME: umbra.state, PATH: process.env.PATH } });
    return true;
  });
  const stop = async (): Promise<void> => {
    command.kill('SIGTERM');
    expect((await finished).code).toBe(0);
  };
  return { pid, stop };
}

/** Which workers (pids) have begun tasks of a run. */
async function workersOf(run: string): Promise<readonly number[]> {
  const begun = (await umbra.events(run)).flatMap((event) => (event.event === 'started' ? [event.worker] : []));
  return [...new Set(begun.map((worker) => Number(worker.slice(worker.lastIndexOf('-') + 1))))];
}

test('a run stays with the build that it began with, a later one begins with the current build', async () => {
  const server = umbra.start('dev');
  await until(() => umbra.serverPid());
  const begin = async (number: number): Promise<string> => {
    const text = await readFile(join(chains, 'slow.yaml'), 'utf8');
    const path = join(umbra.state, `campaign-${number}.yaml`);
    const changes = [
      ['kinds.mjs', kinds],
      ['campaign: slow', `campaign: slow-${number}`],
      ['[0, 10, 20, 30]', `[${number}, ${number + 10}]`],
      ['steps: 8', 'steps: 60'],
    ] as const;
    await writeFile(
      path,
      changes.reduce((changed, [from, to]) => changed.replace(from, to), text),
    );
    const { stdout } = await umbra.run('run', path, '--detach', '--json');
    return (JSON.parse(stdout) as { run: string }).run;
  };
  const one = await startBuild('one');
  const first = await begin(100);
  await until(async () => ((await umbra.events(first)).some(({ event }) => event === 'started') ? true : undefined));
  const two = await startBuild('two');
  expect(await umbra.records()).toEqual([]);
  const second = await begin(200);
  await until(async () => ((await umbra.records()).length === 2 ? true : undefined), 90);
  expect((await umbra.records()).map(({ state }) => state)).toEqual(['completed', 'completed']);
  expect(await workersOf(first)).toEqual([one.pid]);
  expect(await workersOf(second)).toEqual([two.pid]);
  await one.stop();
  await two.stop();
  server.process.kill('SIGTERM');
  await server.finished;
}, 180_000);
