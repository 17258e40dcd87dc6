import type { CampaignResults } from '../../schemas/results/index.ts';
import { cutflowRow, historySchema, massPointRow, summarySchema } from '../../schemas/results/index.ts';
import { collectTables } from './documents.ts';
import type { RunArtifacts } from './run-artifacts.ts';

/**
 * The results of a run as `umbra results --json` prints them: from artifacts alone, nothing is computed anew.
 * Categories that failed are absent.
 */
export async function collectResults(run: RunArtifacts): Promise<CampaignResults> {
  const [compared, trained, weighed] = await Promise.all([
    run.ofKind('compare'),
    run.ofKind('train'),
    run.ofKind('weigh'),
  ]);
  const histories = new Map(trained.map((task) => [task.task.axis?.value, task]));
  const categories: CampaignResults['categories'][number][] = [];
  const massPoints: CampaignResults['mass_points'][number][] = [];
  for (const task of compared) {
    const { model, scenario, region } = task.attributes;
    const history = histories.get(task.task.axis?.value);
    if (history === undefined) continue;
    const [summary, training, points] = await Promise.all([
      run.json(task, 'summary', summarySchema),
      run.json(history, 'history', historySchema),
      run.records(task, 'mass_points', massPointRow),
    ]);
    const { mass_gev, network, network_dropout, cut_and_count } = summary.significance;
    categories.push({
      category: task.task.axis?.value ?? '',
      model: String(model),
      scenario: String(scenario),
      region: String(region),
      auc: summary.auc,
      events: training.events,
      sum_of_weights: training.sum_of_weights,
      epochs: training.epochs.length,
      dropout_std: summary.dropout_std,
      significance: { mass: mass_gev, network, network_dropout, cut_and_count },
    });
    for (const { mass_gev: mass, ...point } of points)
      massPoints.push({ model: String(model), scenario: String(scenario), mass, ...point });
  }
  const cutflows = await Promise.all(
    weighed.map(async (task) => {
      const steps = await run.records(task, 'cutflow', cutflowRow);
      return {
        dsid: Number(task.attributes.dsid),
        steps: steps.map(({ step, events, sum_of_weights, error }) => ({
          name: step,
          events,
          weighted: sum_of_weights,
          error,
        })),
      };
    }),
  );
  const { campaign, run: name } = run.record;
  const tables = await collectTables(run);
  return {
    campaign,
    run: name,
    categories,
    mass_points: massPoints,
    cutflows,
    ...(tables.length === 0 ? {} : { tables }),
  };
}
