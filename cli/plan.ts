import { createResolver } from '../workers/resolver.ts';
import { explainPlan, type TaskForecast } from '../workers/why.ts';
import { columns } from './columns.ts';
import { openStore } from './places.ts';
import { prepare, type PlanOptions } from './prepare.ts';

/** Says for each task of a campaign whether it would run, and why. */
export async function plan(argument: string, options: PlanOptions & { readonly all?: boolean }): Promise<void> {
  const [{ plan: planned, notices }, store] = await Promise.all([prepare(argument, options), openStore(options)]);
  const [previous] = await store.listRuns(planned.campaign);
  const forecasts = await explainPlan(store, createResolver(store, planned), previous);
  const cached = forecasts.filter(({ state }) => state === 'cached').length;
  if (options.json === true) {
    const tasks = options.all === true ? forecasts : forecasts.filter(({ state }) => state !== 'cached');
    process.stdout.write(
      `${JSON.stringify({ campaign: planned.campaign, total: forecasts.length, cached, run: forecasts.length - cached, tasks, notices })}\n`,
    );
    return;
  }
  for (const notice of notices) process.stdout.write(`note: ${notice}\n`);
  const shown = options.all === true ? forecasts : forecasts.filter(({ state }) => state !== 'cached');
  for (const line of grouped(shown)) process.stdout.write(`${line}\n`);
  const byState = (state: TaskForecast['state']): number =>
    forecasts.filter((forecast) => forecast.state === state).length;
  process.stdout.write(
    byState('cached') === forecasts.length
      ? `nothing to do: all ${forecasts.length} tasks are cached\n`
      : `${forecasts.length} tasks: ${byState('cached')} cached, ${byState('run')} will run, ${byState('follows')} follow and run if what they read changes\n`,
  );
}

/** Forecasts with the same task name and reason as one line. */
function grouped(forecasts: readonly TaskForecast[]): readonly string[] {
  const groups = new Map<string, { readonly first: TaskForecast; readonly ids: string[] }>();
  for (const forecast of forecasts) {
    const id = `${forecast.name}\n${forecast.state}\n${forecast.why}`;
    const group = groups.get(id) ?? { first: forecast, ids: [] };
    group.ids.push(forecast.id);
    groups.set(id, group);
  }
  const rows = [...groups.values()].map(({ first, ids }) => [
    first.state,
    ids.length === 1 ? (ids[0] ?? '') : `${first.name} x ${ids.length}`,
    first.why,
  ]);
  return rows.length === 0
    ? []
    : columns([['', 'task', 'why'], ...rows])
        .split('\n')
        .slice(1);
}
