import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { repository } from '../support/umbra.ts';

/**
 * Histories of finished workflows, exported by `temporal workflow show --output json`. Today's code must make the same decisions from
 * them: otherwise campaigns that are under way when Umbra is upgraded would break.
 */
beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const read = async (name: string): Promise<Exported> =>
  JSON.parse(await readFile(join(repository, 'tests', 'fixtures', 'histories', `${name}.json`), 'utf8')) as Exported;
interface Exported {
  readonly events: readonly { readonly workflowExecutionStartedEventAttributes?: { readonly workflowId?: string } }[];
}

/** Ids of child workflows begin with the workflow's own: it is replayed under the id it had. */
const replay = (history: Exported) =>
  Worker.runReplayHistory(
    { workflowBundle: { codePath: join(repository, 'dist', 'workflows.js') } },
    historyFromJSON(history),
    history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId,
  );

test.each([
  'campaign',
  'campaign-paused-and-retried',
  'group',
  'group-paused',
  'study',
  'study-with-a-failure',
  'study-with-a-chain',
  'study-with-a-chain-and-a-failure',
  'retraining',
])('workflow %s replays a committed history', async (name) => {
  await expect(replay(await read(name))).resolves.toBeUndefined();
});

test('a history that the code would not have made is refused', async () => {
  const text = JSON.stringify(await read('group')).replaceAll('"slow-next"', '"another-kind"');
  await expect(replay(JSON.parse(text) as Exported)).rejects.toThrow(/[Nn]ondeterminism|determinism/);
});
