import { verifyStore } from '../store/index.ts';
import { exitCodes } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';

/** Re-hashes the store; with `--heal` damaged artifacts are removed so that the next run makes them again. */
export async function verify(options: CommonOptions & { readonly heal?: boolean }): Promise<void> {
  const store = await openStore(options);
  const report = await verifyStore(store, { heal: options.heal === true });
  if (options.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    for (const { sha256, problem, outputs } of report.damage)
      process.stdout.write(`${problem}: ${sha256.slice(0, 16)} (${outputs.join(', ')})\n`);
    const megabytes = (report.bytes / 1e6).toFixed(1);
    process.stdout.write(
      `${report.objects} artifacts of ${report.actions} tasks, ${megabytes} MB: ` +
        (report.damage.length === 0
          ? 'all as their names say\n'
          : `${report.damage.length} damaged${options.heal === true ? ', removed; the next run makes them again' : '; umbra verify --heal removes them'}\n`),
    );
  }
  if (report.damage.length > 0 && options.heal !== true) process.exitCode = exitCodes.failed;
}
