import { findCluster } from './cluster.ts';
import { columns } from './columns.ts';
import { openStore, type CommonOptions } from './places.ts';
import { resumedTasks } from './resumed.ts';

interface StatusRow {
  readonly run: string;
  readonly campaign: string;
  readonly state: string;
  readonly started: string;
  readonly seconds: number;
  readonly tasks: Readonly<Record<string, number>>;
  /** Tasks that went on from a checkpoint, with the epochs that were not done again. */
  readonly resumed?: Readonly<Record<string, number>>;
}

/** Lists runs: those under way first, then the finished ones, newest first. */
export async function status(campaign: string | undefined, options: CommonOptions): Promise<void> {
  const store = await openStore(options);
  const finished = (await store.listRuns(campaign)).map((record): StatusRow => {
    const tasks: Record<string, number> = {};
    for (const { state } of Object.values(record.tasks)) tasks[state] = (tasks[state] ?? 0) + 1;
    const { run, state, started, seconds } = record;
    const resumed = resumedTasks(record);
    return {
      ...{ run, campaign: record.campaign, state, started, seconds, tasks },
      ...(resumed.length === 0 ? {} : { resumed: Object.fromEntries(resumed) }),
    };
  });
  const known = new Set(finished.map(({ run }) => run));
  const running = (await runningRuns(options)).filter(
    (row) => !known.has(row.run) && (campaign === undefined || row.campaign === campaign),
  );
  const rows = [...running, ...finished];
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  if (rows.length === 0) {
    process.stdout.write('no runs yet; start one with umbra run <campaign>\n');
    return;
  }
  const table = rows.map(({ run, state, started, seconds, tasks, resumed = {} }) => [
    run,
    state,
    started.slice(0, 19).replace('T', ' '),
    `${seconds.toFixed(1)} s`,
    [
      ...Object.entries(tasks).map(([name, count]) => `${count} ${name}`),
      ...resumedColumn(Object.values(resumed)),
    ].join(', '),
  ]);
  process.stdout.write(`${columns([['run', 'state', 'started (UTC)', 'took', 'tasks'], ...table])}\n`);
}

function resumedColumn(epochs: readonly number[]): readonly string[] {
  const sum = epochs.reduce((total, one) => total + one, 0);
  return epochs.length === 0 ? [] : [`${epochs.length} resumed (${sum.toFixed(1)} epochs spared)`];
}

/** Campaign workflows that the cluster says are running; none when no server is up. */
export async function runningRuns(options: CommonOptions): Promise<readonly StatusRow[]> {
  const cluster = await findCluster(options);
  if (cluster === undefined) return [];
  const { connectClient } = await import('./client.ts');
  const client = await connectClient(cluster);
  const rows: StatusRow[] = [];
  for await (const execution of client.workflow.list({
    query: `ExecutionStatus = 'Running' AND WorkflowType = 'campaign'`,
  })) {
    const run = execution.memo?.run;
    rows.push({
      run: typeof run === 'string' ? run : execution.workflowId,
      campaign: execution.workflowId.split('/')[1] ?? '',
      state: 'running',
      started: execution.startTime.toISOString(),
      seconds: (Date.now() - execution.startTime.getTime()) / 1000,
      tasks: {},
    });
  }
  await client.connection.close();
  return rows;
}
