import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findVictims } from '../faults/victims.ts';
import { createUmbra, repository, until } from './umbra.ts';

export interface LargeRun {
  readonly tasks: number;
  readonly groups: number;
  readonly done: number;
  readonly seconds: number;
  /** Events of the longest history of any workflow, and of the campaign's. */
  readonly longestHistory: number;
  readonly campaignHistory: number;
  /** Bytes of the worker process, at ten moments of the run. */
  readonly rss: readonly number[];
}

/** A chain of no-op tasks for each category. */
export function chainCampaign(categories: number, chain: number): string {
  const numbers = JSON.stringify(Array.from({ length: categories }, (_, number) => number));
  const step = (index: number): string =>
    index === 0
      ? "  step0: { kind: noop-first, for: category, params: { value: '${category.number}' } }"
      : `  step${index}: { kind: noop-next, for: category, inputs: { value: step${index - 1}.value } }`;
  return `
campaign: large
plugins: [${join(repository, 'tests', 'fixtures', 'chains', 'kinds.mjs')}]
axes:
  category: { product: { number: ${numbers} }, id: 'c\${number}', group: true }
tasks:
${Array.from({ length: chain }, (_, index) => step(index)).join('\n')}
`;
}

/** Runs a chain of no-op tasks for each of many categories on an embedded server that is up, and looks at what it costs. */
export async function runLargeCampaign(size: {
  readonly categories: number;
  readonly chain: number;
}): Promise<LargeRun> {
  const umbra = await createUmbra();
  const server = umbra.start('dev', '--json');
  try {
    const path = join(umbra.state, 'large.yaml');
    await writeFile(path, chainCampaign(size.categories, size.chain));
    const address = await until(async () => {
      const text = await readFile(join(umbra.state, 'server', 'server.json'), 'utf8');
      return (JSON.parse(text) as { address: string }).address;
    });
    const begin = performance.now();
    const run = umbra.start('run', path, '--quiet');
    const watching = new AbortController();
    const sizes = watchWorker(umbra, run.process.pid, watching.signal);
    const { code, stderr } = await run.finished;
    const seconds = (performance.now() - begin) / 1000;
    watching.abort();
    if (code !== 0) throw new Error(stderr);
    const states = Object.values((await umbra.records()).at(-1)?.tasks ?? {}).map(({ state }) => state);
    const histories = await historyLengths(address);
    const campaign = histories.find(({ type }) => type === 'campaign');
    return {
      tasks: size.categories * size.chain,
      groups: histories.filter(({ type }) => type === 'group').length,
      done: states.filter((state) => state === 'done').length,
      seconds,
      longestHistory: Math.max(...histories.map(({ length }) => length)),
      campaignHistory: campaign?.length ?? 0,
      rss: tenths(await sizes),
    };
  } finally {
    server.process.kill('SIGTERM');
    await server.finished;
    await umbra.remove();
  }
}

async function historyLengths(address: string): Promise<readonly { type: string; length: number }[]> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const found: { type: string; length: number }[] = [];
  for await (const { type, workflowId, runId } of client.workflow.list()) {
    const { historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
    found.push({ type, length: historyLength });
  }
  await connection.close();
  return found;
}

/** Resident bytes of the worker, now and then until the signal. */
async function watchWorker(
  umbra: Awaited<ReturnType<typeof createUmbra>>,
  command: number | undefined,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const sizes: number[] = [];
  while (!signal.aborted) {
    const [pid] = (await findVictims(umbra, command)).get('worker') ?? [];
    const status = pid === undefined ? '' : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    if (kilobytes > 0) sizes.push(kilobytes * 1024);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return sizes;
}

function tenths(values: readonly number[]): readonly number[] {
  return Array.from({ length: 10 }, (_, tenth) => values[Math.floor(((tenth + 1) * (values.length - 1)) / 10)] ?? 0);
}
