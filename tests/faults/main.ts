/**
 * Breaks a campaign on purpose: kill -9 of command, server, worker and trainer at random moments, and then compares what it made with an
 * undisturbed run's, byte for byte.
 *
 *     npm run test:faults -- [--seed 1] [--kills 40] [--minutes 20]
 */
import { parseArgs } from 'node:util';
import { trainingCampaign } from './campaign.ts';
import { runFaults } from './harness.ts';
import { describeFaults } from './report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    kills: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '20' },
  },
});
const [seed, kills, minutes] = [values.seed, values.kills, values.minutes].map(Number) as [number, number, number];
console.log(`seed ${seed}, ${kills} kills, at most ${minutes} minutes`);
const report = await runFaults({
  campaign: trainingCampaign(150, 0.5),
  ...{ seed, kills, seconds: minutes * 60, killsInRound: 10 },
  say: (text) => {
    console.log(`  ${text}`);
  },
});
console.log(describeFaults(report));
const survived = Object.values(report.kills).reduce((sum, count) => sum + count, 0);
if (survived < kills) console.log(`only ${survived} of ${kills} kills within ${minutes} minutes`);
process.exit(report.different.length > 0 || report.left.length > 0 || survived < kills ? 1 : 0);
