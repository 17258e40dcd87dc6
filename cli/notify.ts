import type { Notice } from '../schemas/index.ts';
import { sendNotice } from '../workers/notify/send.ts';
import { exitCodes, UsageError } from './errors.ts';
import type { CommonOptions } from './places.ts';
import { prepare } from './prepare.ts';

/** Sends a test notice to every target of a campaign, from here and once. */
export async function notify(argument: string, options: CommonOptions): Promise<void> {
  const { plan } = await prepare(argument, options);
  if (plan.notify === undefined) throw new UsageError(`campaign '${plan.campaign}' has no \`notify:\``);
  const { campaign, title, notify: notices } = plan;
  const notice: Notice = { event: 'test', campaign, title, run: 'none', state: 'completed' };
  for (const [index, target] of notices.targets.entries()) {
    const name = `${index + 1} (${'command' in target ? (target.command[0] ?? '') : 'webhook'})`;
    try {
      await sendNotice(target, notices, notice, { environment: process.env, commands: true });
      process.stdout.write(`${name}: told\n`);
    } catch (error) {
      process.stdout.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = exitCodes.failed;
    }
  }
}
