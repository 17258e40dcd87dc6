import { WorkflowFailedError } from '@temporalio/client';
import type { RetrainingInput, RetrainingResult } from '../schemas/index.ts';
import { openCampaign } from '../workers/preparation/index.ts';
import { campaignResult, connectClient } from './client.ts';
import { findCluster } from './cluster.ts';
import { startEngine } from './engine.ts';
import { exitCodes, UsageError } from './errors.ts';
import type { CommonOptions } from './places.ts';
import { firesWhile, found, say } from './schedule.ts';
import { withClient } from './with-client.ts';

export interface TriggerOptions extends CommonOptions {
  readonly wait?: boolean;
  readonly slots?: string;
}

/** Lets a schedule fire now. With `--wait` it brings the embedded server and a worker along, and shows how it ends. */
export async function trigger(name: string, options: TriggerOptions): Promise<void> {
  if (options.wait !== true) {
    await withClient(options, async (client, { stays }) => {
      await (await found(client, name)).trigger();
      const lines = [`schedule '${name}' fires now`, ...(stays ? [] : [`No server is up to do it. ${firesWhile}`])];
      say(options, { schedule: name, state: 'triggered' }, lines);
    });
    return;
  }
  const input = await withClient(options, async (client) => {
    const { action } = await (await found(client, name)).describe();
    return action.args?.[0] as RetrainingInput;
  });
  const { plugins } = await openCampaign(input);
  const remote = await findCluster(options);
  const engine = await startEngine({
    ...options,
    plugins,
    notice: (text) => process.stderr.write(`note: ${text}\n`),
  });
  try {
    const client = await connectClient(remote ?? engine.cluster);
    const handle = await found(client, name);
    const before = await stateOf(handle);
    await handle.trigger();
    const workflow = await next(handle, before, name);
    process.stderr.write(`${workflow}; Ctrl-C leaves it to the next worker\n`);
    await campaignResult(client.workflow.getHandle(workflow)).then(
      (value) => {
        const result = value as unknown as RetrainingResult;
        say(options, result, describeResult(result));
      },
      (error: unknown) => {
        if (!(error instanceof WorkflowFailedError)) throw error;
        process.stderr.write(`failed: ${innermost(error)}\n`);
        process.exitCode = exitCodes.failed;
      },
    );
  } finally {
    await engine.stop();
  }
}

type Handle = Awaited<ReturnType<typeof found>>;

interface Taken {
  readonly workflows: readonly string[];
  readonly skipped: number;
}

async function stateOf(handle: Handle): Promise<Taken> {
  const { info } = await handle.describe();
  const workflows = info.recentActions.map(({ action }) => action.workflow.workflowId);
  return { workflows, skipped: info.numActionsSkippedOverlap };
}

/** The workflow of the firing that was just asked for. */
async function next(handle: Handle, before: Taken, name: string): Promise<string> {
  for (;;) {
    const now = await stateOf(handle);
    const fresh = now.workflows.filter((id) => !before.workflows.includes(id)).at(-1);
    if (fresh !== undefined) return fresh;
    if (now.skipped > before.skipped)
      throw new UsageError(`schedule '${name}' is at work already, and does not overlap; see umbra schedule list`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function describeResult({ outcome, message, models = {}, quarantined = [] }: RetrainingResult): readonly string[] {
  return [
    `${outcome}: ${message}`,
    ...quarantined.map(({ sample, reason }) => `  quarantined ${sample}: ${reason}`),
    ...Object.entries(models).map(
      ([category, { action, version, why }]) =>
        `  ${category}: ${action}${version === null ? '' : ` version ${version}`}: ${why}`,
    ),
  ];
}

function innermost(error: Error): string {
  let cause = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  return cause.message;
}
