import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentsOf } from '../support/contents.ts';
import { kill, processesMentioning } from '../support/processes.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

const campaign = 'tests/fixtures/toys/campaign.yaml';

let umbra: Umbra;
let undisturbed: Umbra;
beforeEach(async () => {
  [umbra, undisturbed] = await Promise.all([createUmbra(), createUmbra()]);
});
afterEach(() => Promise.all([umbra.remove(), undisturbed.remove()]));

test('everything killed in the middle of a range: the next run goes on at its checkpoint, to the same bytes', async () => {
  const { finished, process: command } = umbra.start('run', campaign, '--slots', 'cpu=1,io=1');
  await until(async () => {
    const events = await umbra.events();
    return events.some((event) => event.event === 'progress' && (event.progress.fraction ?? 0) > 0.3) || undefined;
  }, 60);
  if (command.pid !== undefined) kill(command.pid);
  for (const pid of await processesMentioning(umbra.state)) kill(pid);
  await finished;
  const again = await umbra.run('run', campaign, '--slots', 'cpu=1,io=1');
  expect(again.stderr).toMatch(/completed/);
  expect(again.code).toBe(0);
  expect(await umbra.logged()).toContain('resumed from a checkpoint');
  expect(await undisturbed.run('run', campaign)).toMatchObject({ code: 0 });
  expect(await contentsOf(umbra)).toEqual(await contentsOf(undisturbed));
}, 240_000);
