/**
 * What large campaigns cost: planning 100,000 task instances, walking them, and (with `run`) 5,000 no-op tasks of 200 categories through
 * server and worker: wall time, ms a task, the longest history of a workflow, the worker's memory as it goes.
 *
 *     npm run bench -- bounds [run]
 */
import { planLargeCampaign } from '../tests/support/large-campaign.ts';
import { runLargeCampaign } from '../tests/support/large-run.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

const planned = await planLargeCampaign({ categories: 200, trials: 100 });
console.log(
  `planning ${planned.tasks} task instances: ${planned.planSeconds.toFixed(2)} s; walking them: ${planned.walkSeconds.toFixed(2)} s; ` +
    `resident ${megabytes(planned.rss)}, of which heap ${megabytes(planned.heap)}`,
);
if (process.argv[2] === 'run') {
  const run = await runLargeCampaign({ categories: 200, chain: 25 });
  console.log(
    `running ${run.tasks} no-op tasks in ${run.groups} child workflows: ${run.seconds.toFixed(1)} s, ` +
      `${((run.seconds * 1000) / run.tasks).toFixed(1)} ms a task (worker start included)`,
  );
  console.log(`longest history: ${run.longestHistory} events; the campaign's: ${run.campaignHistory}`);
  console.log(`worker, resident after each tenth of the time: ${run.rss.map(megabytes).join(', ')}`);
}
