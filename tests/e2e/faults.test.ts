import { expect, test } from 'vitest';
import { trainingCampaign } from '../faults/campaign.ts';
import { runFaults } from '../faults/harness.ts';
import { describeFaults } from '../faults/report.ts';

/** The short form of `npm run test:faults`. */
test('kill -9 of command, server, worker and trainer at random: the artifacts are those of an undisturbed run, byte for byte', async () => {
  const said: string[] = [];
  const report = await runFaults({
    campaign: trainingCampaign(40, 0.2),
    ...{ seed: 5, kills: 4, killsInRound: 4, seconds: 120 },
    say: (text) => void said.push(text),
  });
  console.log(describeFaults(report));
  expect(report.artifacts).toBeGreaterThan(60);
  expect(report.different, said.join('\n')).toEqual([]);
  expect(report.left, said.join('\n')).toEqual([]);
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
}, 400_000);
