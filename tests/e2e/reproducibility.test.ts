import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentsOf } from '../support/contents.ts';
import { processesMentioning } from '../support/processes.ts';
import { smallDarkMatter } from '../support/small-dark-matter.ts';
import { createUmbra, until, type Umbra } from '../support/umbra.ts';

let first: Umbra;
let second: Umbra;
beforeAll(async () => {
  [first, second] = await Promise.all([createUmbra(), createUmbra()]);
});
afterAll(() => Promise.all([first.remove(), second.remove()]));

/** Epochs of small batches: long enough to be killed in. */
const campaign = (folder: string, training = ''): Promise<readonly string[]> =>
  smallDarkMatter(folder, (text) =>
    text.replace('epochs: 6', `epochs: 6\n      ${training}`).replace('batch_size: 512', 'batch_size: 8'),
  );

test('two runs from empty stores give the same bytes everywhere, also when the trainer of one is killed at work', async () => {
  const undisturbed = await first.run('run', ...(await campaign(first.state)));
  expect(undisturbed).toMatchObject({ code: 0 });
  const args = await campaign(second.state, 'checkpoint_seconds: 0.001');
  const { finished } = second.start('run', ...args);
  const trainer = await until(async () => {
    const events = await second.events();
    return events.some((event) => event.event === 'progress' && (event.progress.epoch ?? 0) >= 2) ? true : undefined;
  }, 120);
  expect(trainer).toBe(true);
  for (const pid of await processesMentioning(second.state, 'task-child')) process.kill(pid, 'SIGKILL');
  const disturbed = await finished;
  expect(disturbed.code).toBe(0);
  expect((await second.events()).filter((event) => event.event === 'attempt-failed').length).toBeGreaterThan(0);
  const [a, b] = await Promise.all([contentsOf(first), contentsOf(second)]);
  expect(Object.keys(a).length).toBeGreaterThan(60);
  expect(b).toEqual(a);
}, 300_000);

test('another seed changes networks and what follows from them, and nothing before them', async () => {
  const before = await contentsOf(first);
  const args = await campaign(first.state);
  expect((await first.run('run', ...args, '--seed', '2')).code).toBe(0);
  const after = await contentsOf(first);
  const changed = Object.keys(after).filter((id) => String(after[id]) !== String(before[id]));
  expect(new Set(changed.map((id) => id.split(/[[.]/)[0]))).toEqual(
    new Set(['train', 'dropout-sampling', 'scan-scores', 'compare', 'figures', 'report']),
  );
}, 120_000);
